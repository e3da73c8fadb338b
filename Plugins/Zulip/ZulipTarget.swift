// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Where a message goes: a channel (`incidents`), one topic of it for everything (`incidents>status`), or a person
/// (`dm:ada@example.com`).
package enum ZulipTarget: Hashable, Sendable {
    case channel(String, topic: ZulipTopic?)
    case person(String)

    /// - Throws: ``FaultCode/addressInvalid``, which never repeats the address.
    package init(_ address: String) throws(Fault) {
        guard let target = ZulipTarget.read(address) else {
            throw Fault(
                .addressInvalid,
                "A Zulip destination is a channel's name, such as incidents, or a person: dm: and a mail address.",
                suggestedAction: "One topic for everything may follow behind >: incidents>status."
            )
        }
        self = target
    }

    private static func read(_ address: String) -> ZulipTarget? {
        guard !address.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return nil }
        if address.hasPrefix("dm:") {
            let person = String(address.dropFirst(3))
            return isMailAddress(person) ? .person(person) : nil
        }
        let parts = address.split(separator: ">", maxSplits: 1, omittingEmptySubsequences: false).map { String($0) }
        guard let name = parts.first, (1...60).contains(name.unicodeScalars.count), !name.contains("://"),
            name.first?.isWhitespace == false, name.last?.isWhitespace == false
        else { return nil }
        guard parts.count == 2 else { return .channel(name, topic: nil) }
        return ZulipTopic(parts[1]).map { .channel(name, topic: $0) }
    }

    static func isMailAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= 254
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) && !"\"\\<>,;[]()".utf8.contains($0) }
    }

    /// What an answer names that finds fault with it.
    var name: String {
        switch self {
        case .channel(let name, _): name
        case .person(let address): address
        }
    }
}
