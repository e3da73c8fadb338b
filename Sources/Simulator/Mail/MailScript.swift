// SPDX-License-Identifier: Apache-2.0

/// What the mail sink answers: at each step the first rule that matches decides; where none does, the mail is taken.
///
/// Rules are asked only where the command is in order: bad syntax and bad sequence are refused as RFC 5321 says.
///
/// ```swift
/// let script: MailScript = [
///     .at(.rcpt, to: "refused@*", .reply(550, "5.1.1", "No such user")),
///     .at(.final, 451, 451, 250),
/// ]
/// ```
///
/// In JSON `{"rules": [{"phase": "final", "answers": [451, 451, 250]}]}`.
package struct MailScript: Hashable, Sendable {
    package var rules: [MailRule]

    package init(_ rules: [MailRule] = []) { self.rules = rules }
}

extension MailScript: ExpressibleByArrayLiteral {
    package init(arrayLiteral rules: MailRule...) { self.init(rules) }
}

extension MailScript: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case rules }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(otherThan: CodingKeys.allCases)
        let object = try decoder.container(keyedBy: CodingKeys.self)
        rules = try object.decodeIfPresent([MailRule].self, forKey: .rules) ?? []
    }
}
