// SPDX-License-Identifier: Apache-2.0

/// Whose fault it is that a mail came back: the table from a status code to what it says of the address.
///
/// A failure that lasts is the address's own unless a row says otherwise: full boxes are mostly emptied, and a refusal for the
/// mail, its sender or our reputation would take good readers off. Where the code says no more than “permanent”, the
/// server's own words decide.
enum BounceRules {
    struct Row: Sendable {
        let subject: Int
        /// Nil for all that no other row of the subject names.
        let detail: Int?
        let kind: BounceKind
        let why: String

        init(_ subject: Int, _ detail: Int?, _ kind: BounceKind, _ why: String) {
            self.subject = subject
            self.detail = detail
            self.kind = kind
            self.why = why
        }
    }

    private static let fullMailbox = "the mailbox is full"

    /// For codes that begin with 5 (RFC 3463, the IANA registry, and what large providers say besides).
    static let rows: [Row] = [
        Row(1, 5, .soft, "the address is valid"),
        Row(1, 7, .soft, "our sender's address was refused"), Row(1, 8, .soft, "our sender's domain was refused"),
        Row(1, 9, .soft, "it was relayed to a system that cannot report"),
        Row(1, nil, .hard, "there is no such address"),
        Row(2, 1, .hard, "the mailbox is closed"), Row(2, 2, .full, fullMailbox),
        Row(2, 3, .soft, "the mail is longer than the mailbox takes"),
        Row(2, 4, .soft, "a list behind the address could not be expanded"),
        Row(2, nil, .hard, "the mailbox takes no mail"),
        // The receiving system: full, closed for now, or not able to take this mail (5.3.4: too large).
        Row(3, nil, .soft, "the receiving system could not take the mail"),
        // Exchange and others: the name of the domain leads nowhere.
        Row(4, 4, .hard, "the domain takes no mail"), Row(4, 310, .hard, "the domain does not exist"),
        Row(4, nil, .soft, "the receiving system was not reached"),
        Row(5, nil, .soft, "the two mail systems did not understand each other"),
        Row(6, nil, .soft, "the mail's form was refused"),
        // RFC 7293: the address has passed to someone who never asked for our mail.
        Row(7, 17, .hard, "the mailbox has another owner"), Row(7, 18, .hard, "the domain has another owner"),
        Row(7, nil, .soft, "the mail was refused by policy"),
    ]

    /// What a recipient's code and the server's words come to.
    static func judge(_ status: EnhancedStatus?, diagnostic: String) -> (kind: BounceKind, why: String) {
        let said = EnhancedStatus(in: diagnostic)
        let status = status.flatMap { $0.isGeneral ? said ?? $0 : $0 } ?? said
        guard let status else {
            let code = EnhancedStatus.replyCode(in: diagnostic) ?? 0
            return words(in: diagnostic, otherwise: (500...599).contains(code) ? .hard : .soft)
        }
        guard status.kind == 5 else {
            return status.isFullMailbox ? (.full, fullMailbox) : (.soft, "the failure passes")
        }
        // What 5.4.1 and 5.5.0 are used for has little to do with what they stand for: Exchange refuses unknown
        // recipients with the first, Outlook.com with the second.
        switch (status.subject, status.detail) {
        case (0...2, 0): return words(in: diagnostic, otherwise: .hard)
        case (5, 0), (4, 1): return words(in: diagnostic, otherwise: .soft)
        default: break
        }
        let row =
            rows.first { $0.subject == status.subject && $0.detail == status.detail }
            ?? rows.first { $0.subject == status.subject && $0.detail == nil }
        return row.map { ($0.kind, $0.why) } ?? (.soft, "the code is not known")
    }

    /// Said of the mailbox alone: senders have quotas too.
    private static let full = ["mailbox full", "mailbox is full", "mailbox over quota", "user is over quota"]
    /// Said of the mail, its sender, or a moment: looked for first, since such refusals often name the recipient too.
    private static let passing = [
        "spam", "policy", "blocked", "block list", "blocklist", "blacklist", "reputation", "spf", "dkim", "dmarc",
        "quota", "full", "over limit", "too many", "rate limit", "too large", "size", "greylist", "try again", "later",
        "temporar", "sender", "content", "virus",
    ]
    private static let lasting = [
        "user unknown", "unknown user", "no such user", "no such recipient", "does not exist", "doesn't exist",
        "not exist", "unknown recipient", "recipient unknown", "recipient not found", "user not found",
        "recipient address rejected", "mailbox unavailable", "mailbox not found", "no mailbox", "invalid recipient",
        "invalid mailbox", "address unknown", "unknown address", "account is disabled", "account has been disabled",
        "account disabled", "mailbox disabled", "inactive",
    ]

    private static func words(in text: String, otherwise: BounceKind) -> (kind: BounceKind, why: String) {
        let text = text.lowercased()
        if full.contains(where: { text.contains($0) }) { return (.full, fullMailbox) }
        if passing.contains(where: { text.contains($0) }) { return (.soft, "the refusal is not of the address") }
        if lasting.contains(where: { text.contains($0) }) { return (.hard, "there is no such address") }
        return (otherwise, otherwise == .hard ? "the refusal lasts" : "the refusal says too little")
    }
}

/// How much a mail that came back says against its address.
package enum BounceKind: String, Codable, Hashable, Sendable, CaseIterable {
    /// Nothing sent there will ever arrive.
    case hard
    /// This mail did not arrive; another may.
    case soft
    /// The mailbox was full: another mail may arrive, and none will where it stays so.
    case full
}
