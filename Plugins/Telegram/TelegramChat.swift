// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Where a message goes: a chat, and a topic of it where it has any.
///
/// Written as the chat's number (`-1001234567890`) or a public channel's name (`@market_status`); a topic's number may
/// follow behind a slash: `-1001234567890/17`.
package struct TelegramChat: Hashable, Sendable {
    package enum ID: Hashable, Sendable, Encodable {
        case number(Int64)
        /// With the `@` before it.
        case name(String)

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .number(let number): try container.encode(number)
            case .name(let name): try container.encode(name)
            }
        }
    }

    package var id: ID
    package var topic: Int64?

    /// - Throws: ``FaultCode/addressInvalid``, which never repeats the address.
    package init(_ address: String) throws(Fault) {
        let parts = address.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count < 2 || TelegramChat.number(parts[1]).map({ $0 > 0 }) ?? false,
            let chat = parts.first, let id = TelegramChat.id(chat)
        else {
            throw Fault(
                .addressInvalid,
                "A Telegram chat is a number such as -1001234567890 or a public name such as @market_status.",
                suggestedAction: "A topic's number may follow behind a slash: -1001234567890/17."
            )
        }
        self.id = id
        self.topic = parts.count < 2 ? nil : TelegramChat.number(parts[1])
    }

    private static func id(_ text: Substring) -> ID? {
        if let number = number(text) { return number == 0 ? nil : .number(number) }
        let name = text.utf8.dropFirst()
        guard text.utf8.first == UInt8(ascii: "@"), (4...32).contains(name.count), let first = name.first,
            isLetter(first), name.allSatisfy({ isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "_") })
        else { return nil }
        return .name(String(text))
    }

    /// Digits with a minus sign at the most: nothing else that a number's initialiser would take.
    private static func number(_ text: Substring) -> Int64? {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8
        guard (1...19).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
        return Int64(text)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
