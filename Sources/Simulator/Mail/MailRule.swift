// SPDX-License-Identifier: Apache-2.0

/// What the mail sink answers at one phase, to all or to some recipients.
///
/// In JSON `{"phase": "rcpt", "recipient": "refused@*", "answers": [550]}`; `recipient` may be left out.
package struct MailRule: Hashable, Sendable {
    package var phase: MailPhase
    /// An address, in which `*` stands for any characters; nil for all.
    ///
    /// At ``MailPhase/rcpt`` the recipient just named must match, at ``MailPhase/data`` and ``MailPhase/final`` any
    /// accepted one; at the other phases there is none yet, and a rule with a pattern never applies.
    package var recipient: String?
    /// Given one after the other over all connections; the last one repeats.
    package var answers: [MailAnswer]

    package init(phase: MailPhase, recipient: String? = nil, answers: [MailAnswer]) {
        self.phase = phase
        self.recipient = recipient
        self.answers = answers
    }

    package static func at(_ phase: MailPhase, to recipient: String? = nil, _ answers: MailAnswer...) -> MailRule {
        MailRule(phase: phase, recipient: recipient, answers: answers)
    }
}

extension MailRule: Codable {
    private enum CodingKeys: String, CodingKey, CaseIterable { case phase, recipient, answers }

    package init(from decoder: any Decoder) throws {
        try decoder.refuseKeys(otherThan: CodingKeys.allCases)
        let object = try decoder.container(keyedBy: CodingKeys.self)
        phase = try object.decode(MailPhase.self, forKey: .phase)
        recipient = try object.decodeIfPresent(String.self, forKey: .recipient)
        answers = try object.decode([MailAnswer].self, forKey: .answers)
    }
}
