// SPDX-License-Identifier: Apache-2.0

import Announcement

/// How the mail sink treats one step of the dialogue.
///
/// An integer literal is a reply code: `[451, 451, 250]` is a server that recovers. A code that accepts means the
/// sink's ordinary reply. A 421 closes the connection, as RFC 5321 wants it.
package struct MailAnswer: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
        /// What is said, exactly: without `enhanced` no enhanced code is sent; without `text`, the usual one.
        case reply(code: Int, enhanced: String?, text: String?)
        /// Never replies; the connection stays until the client closes it.
        case hang
        case close
        case reset
        /// This line instead of a reply; the dialogue then goes on.
        case garbage(String)
    }

    package var action: Action
    /// Waits this long before acting.
    package var delay: Duration
    /// At ``MailPhase/final``: keeps the mail even though the client is not told so (or is told otherwise).
    package var keepsMail: Bool

    package init(_ action: Action, delay: Duration = .zero, keepsMail: Bool = false) {
        self.action = action
        self.delay = delay
        self.keepsMail = keepsMail
    }

    package static func reply(_ code: Int, _ enhanced: String? = nil, _ text: String? = nil) -> MailAnswer {
        MailAnswer(.reply(code: code, enhanced: enhanced, text: text))
    }

    package static var hang: MailAnswer { MailAnswer(.hang) }
    package static var close: MailAnswer { MailAnswer(.close) }
    package static var reset: MailAnswer { MailAnswer(.reset) }
    package static var garbage: MailAnswer { .garbage("\u{1}\u{2}\u{3} this is not SMTP") }

    package static func garbage(_ line: String) -> MailAnswer { MailAnswer(.garbage(line)) }

    /// The same, `delay` later.
    package func after(_ delay: Duration) -> MailAnswer {
        MailAnswer(action, delay: delay, keepsMail: keepsMail)
    }

    /// The same, but the mail counts as accepted: the client that hears nothing, or a refusal, is wrong about it.
    package var keepingMail: MailAnswer { MailAnswer(action, delay: delay, keepsMail: true) }
}

extension MailAnswer: ExpressibleByIntegerLiteral {
    package init(integerLiteral code: Int) { self = .reply(code) }
}

/// A number is a reply code: `451`. A word is a behaviour: `"hang"`, `"close"`, `"reset"`, `"garbage"`. An object
/// says more: `{"do": "reply", "code": 550, "enhanced": "5.1.1", "text": "No such user", "delay_ms": 100,
/// "keeps_mail": true}`; all keys are optional, but a reply needs its code.
extension MailAnswer: Codable {
    private enum Key: String, CodingKey, CaseIterable {
        case action = "do"
        case code, enhanced, text
        case delay = "delay_ms"
        case keepsMail = "keeps_mail"
    }

    package init(from decoder: any Decoder) throws {
        let single = try decoder.singleValueContainer()
        if let code = try? single.decode(Int.self) {
            self.init(.reply(code: try Self.checked(code, decoder), enhanced: nil, text: nil))
            return
        }
        if let word = try? single.decode(String.self) {
            self.init(try Self.action(word, text: nil, decoder))
            return
        }
        try decoder.refuseKeys(otherThan: Key.allCases)
        let object = try decoder.container(keyedBy: Key.self)
        let text = try object.decodeIfPresent(String.self, forKey: .text)
        let word = try object.decodeIfPresent(String.self, forKey: .action) ?? "reply"
        let action: Action =
            if word == "reply" {
                .reply(
                    code: try Self.checked(object.decode(Int.self, forKey: .code), decoder),
                    enhanced: try object.decodeIfPresent(String.self, forKey: .enhanced),
                    text: text
                )
            } else {
                try Self.action(word, text: text, decoder)
            }
        let delay = try object.decodeIfPresent(Int64.self, forKey: .delay) ?? 0
        self.init(
            action,
            delay: .milliseconds(max(0, delay)),
            keepsMail: try object.decodeIfPresent(Bool.self, forKey: .keepsMail) ?? false
        )
    }

    package func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: Key.self)
        if delay > .zero { try object.encode(delay.milliseconds, forKey: .delay) }
        if keepsMail { try object.encode(true, forKey: .keepsMail) }
        switch action {
        case .reply(let code, let enhanced, let text):
            try object.encode(code, forKey: .code)
            try object.encodeIfPresent(enhanced, forKey: .enhanced)
            try object.encodeIfPresent(text, forKey: .text)
        case .hang: try object.encode("hang", forKey: .action)
        case .close: try object.encode("close", forKey: .action)
        case .reset: try object.encode("reset", forKey: .action)
        case .garbage(let line):
            try object.encode("garbage", forKey: .action)
            try object.encode(line, forKey: .text)
        }
    }

    private static func action(_ word: String, text: String?, _ decoder: any Decoder) throws -> Action {
        switch word {
        case "hang": return .hang
        case "close": return .close
        case "reset": return .reset
        case "garbage": return text.map { .garbage($0) } ?? MailAnswer.garbage.action
        default:
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "“\(word)” is not a behaviour of the sink")
            )
        }
    }

    private static func checked(_ code: Int, _ decoder: any Decoder) throws -> Int {
        guard (200...599).contains(code) else {
            throw DecodingError.dataCorrupted(
                .init(codingPath: decoder.codingPath, debugDescription: "\(code) is not an SMTP reply code")
            )
        }
        return code
    }
}
