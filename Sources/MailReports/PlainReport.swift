// SPDX-License-Identifier: Apache-2.0

/// A failure told in words instead of fields: qmail's QSBMF, Exim's text, and what older systems write.
///
/// Nothing about them is certain, so much has to come together: a mail system speaks, it names addresses, and a code
/// stands beside them.
struct PlainReport {
    let recipients: [RecipientStatus]
    let returned: ReturnedMail?

    /// Nil where the mail is no such report.
    init?(_ mail: MailEntity) {
        let failed = mail.fields.values("X-Failed-Recipients").flatMap { MailAddresses.all(in: $0) }
        guard let text = mail.leaves.first(where: { $0.type.name == "text/plain" }) else { return nil }
        let (words, copy) = Self.split(text.content)
        let isQmail = Self.isQmail(words)
        guard isQmail || !failed.isEmpty || Self.isMailSystem(mail.fields) else { return nil }
        let recipients = isQmail ? Self.qmail(words) : Self.plain(words, failed: failed)
        guard !recipients.isEmpty else { return nil }
        self.recipients = recipients
        self.returned =
            copy.flatMap { ReturnedMail($0) }
            ?? mail.leaves.lazy.compactMap { $0.type.name.hasPrefix("message/") ? ReturnedMail($0.content) : nil }.first
    }

    /// The words of the report, as lines, and the copy of the mail below them.
    private static func split(_ content: ArraySlice<UInt8>) -> (words: [String], copy: ArraySlice<UInt8>?) {
        var words: [String] = []
        var rest = content
        while let line = rest.popLine(), words.count < 400 {
            let text = String(decoding: line.prefix(1_000), as: UTF8.self)
            if isMarker(text) {
                while let next = rest.firstLine, next.text.trimmed.isEmpty { rest = next.rest }
                return (words, rest)
            }
            words.append(text)
        }
        return (words, nil)
    }

    /// `--- Below this line is a copy of the message.`, `----- Original message follows -----` and the like.
    private static func isMarker(_ line: String) -> Bool {
        let text = line.lowercased()
        guard text.drop(while: { $0 == " " }).hasPrefix("---"), text.contains("message") else { return false }
        return ["copy", "original", "follows", "below", "unsent"].contains { text.contains($0) }
    }

    private static func isMailSystem(_ fields: MailFields) -> Bool {
        let from = fields.values("From").flatMap { MailAddresses.all(in: $0) }.map { $0.lowercased() }
        return from.contains { $0.hasPrefix("mailer-daemon@") || $0.hasPrefix("postmaster@") }
    }

    private static func isQmail(_ lines: [String]) -> Bool {
        guard let first = lines.first(where: { !$0.isEmpty }) else { return false }
        return first.hasPrefix("Hi. This is the")
    }

    /// A paragraph for each recipient, beginning `<ada@example.com>:`; the words of one paragraph say why.
    private static func qmail(_ lines: [String]) -> [RecipientStatus] {
        paragraphs(lines)
            .compactMap { paragraph in
                guard let first = paragraph.first, first.hasPrefix("<"), first.hasSuffix(">:") else { return nil }
                let reason = paragraph.dropFirst().joined(separator: " ")
                return recipient(MailAddresses.all(in: first), reason)
            }
    }

    /// The paragraphs that name an address and a code; where the header names the recipients, one says why for all.
    private static func plain(_ lines: [String], failed: [String]) -> [RecipientStatus] {
        let telling = paragraphs(lines).map { $0.joined(separator: " ") }
            .filter { EnhancedStatus(in: $0) != nil || EnhancedStatus.replyCode(in: $0) != nil }
        return telling.compactMap { text in
            let named = MailAddresses.all(in: text)
            return named.isEmpty && failed.isEmpty ? nil : recipient(named + failed, text)
        }
    }

    private static func paragraphs(_ lines: [String]) -> [[String]] {
        lines.split { $0.allSatisfy(\.isWhitespace) }.prefix(50).map(Array.init)
    }

    private static func recipient(_ addresses: [String], _ reason: String) -> RecipientStatus {
        let status = EnhancedStatus(in: reason)
        let code = EnhancedStatus.replyCode(in: reason)
        // Without any code there is nothing but words in a language of its own choice.
        let judged =
            status == nil && code == nil
            ? (kind: BounceKind.soft, why: "the report has no code") : BounceRules.judge(status, diagnostic: reason)
        return RecipientStatus(
            addresses: addresses,
            kind: judged.kind,
            status: status,
            why: judged.why,
            diagnostic: reason
        )
    }
}
