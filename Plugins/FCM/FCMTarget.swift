// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Whom a destination's address stands for: a registered device, or everyone who subscribed to a topic.
package enum FCMTarget: Hashable, Sendable {
    case device(String)
    case topic(String)

    /// Reads `topic:NAME`, or else a registration token.
    package init(_ address: String) throws(Fault) {
        if address.hasPrefix("topic:") {
            let name = address.dropFirst(6)
            guard (1...200).contains(name.utf8.count), name.utf8.allSatisfy({ $0.isAllowed(or: ".~%") }) else {
                throw FCMTarget.invalid("The topic is not 1 to 200 letters, digits and “-_.~%”.")
            }
            self = .topic(String(name))
        } else {
            guard (10...FCMTarget.longest).contains(address.utf8.count),
                address.utf8.allSatisfy({ $0.isAllowed(or: ":.") })
            else { throw FCMTarget.invalid("The address is neither a registration token nor “topic:” and a name.") }
            self = .device(address)
        }
    }

    /// Bytes of the longest token.
    package static let longest = 512

    package var isTopic: Bool {
        if case .topic = self { true } else { false }
    }

    private static func invalid(_ message: String) -> Fault {
        Fault(
            .addressInvalid,
            message,
            suggestedAction: "Give the destination the token that the app was given, or write topic:NAME."
        )
    }
}

extension UInt8 {
    fileprivate func isAllowed(or more: StaticString) -> Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: (0..<more.utf8CodeUnitCount).contains { more.utf8Start[$0] == self }
        }
    }
}
