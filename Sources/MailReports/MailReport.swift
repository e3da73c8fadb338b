// SPDX-License-Identifier: Apache-2.0

/// What a mail that came back tells: a pure value, made of any bytes whatever.
///
/// It says what the mail claims. Whether that is to be believed is for those to decide who know which mails were sent:
/// anyone can write a mail like this.
package struct MailReport: Hashable, Sendable {
    package enum Content: Hashable, Sendable {
        /// What became of a mail, by recipient, in the form of RFC 3464.
        case delivery([RecipientStatus])
        /// The same, told in words.
        case plain([RecipientStatus])
        /// A reader called a mail unwanted (RFC 5965).
        case complaint(Complaint)
        /// An answer by itself: out of office, a receipt of reading, a confirmation.
        case automaticReply
        /// Whatever people and programs write else.
        case other
        /// No mail at all.
        case unreadable
    }

    package let content: Content
    /// Addresses under which the mail that came back was sent: whom the report reached, and what it says of the envelope.
    package let senders: [String]
    package let returned: ReturnedMail?

    /// More than this is not looked at: what tells stands in front of the copy.
    package static let longestMail = 1_048_576
    private static let mostSenders = 24

    package init(_ bytes: some Sequence<UInt8>) {
        let mail = MailEntity(Array(bytes.prefix(Self.longestMail))[...])
        let leaves = mail.leaves
        var returned = Self.returned(in: leaves)
        var senders = Self.recipientFields.flatMap { mail.fields.values($0) }.flatMap { MailAddresses.all(in: $0) }
        if mail.fields.isEmpty {
            content = .unreadable
        } else if let status = leaves.first(where: { Self.statusTypes.contains($0.type.name) }) {
            content = .delivery(RecipientStatus.read(status.content))
        } else if let feedback = leaves.first(where: { $0.type.name == "message/feedback-report" }) {
            let complaint = Complaint(MailFields.read(feedback.content).fields)
            content = .complaint(complaint)
            senders += complaint.senders
        } else if let plain = PlainReport(mail) {
            content = .plain(plain.recipients)
            returned = plain.returned
        } else {
            content = Self.isAutomatic(mail) ? .automaticReply : .other
        }
        self.returned = returned
        self.senders = Array((senders + (returned?.senders ?? [])).prefix(Self.mostSenders))
    }

    /// Where the address stands that a report was sent to, as mail systems write it down.
    private static let recipientFields = [
        "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "Apparently-To", "To",
    ]

    /// The second for addresses outside ASCII (RFC 6533).
    private static let statusTypes = ["message/delivery-status", "message/global-delivery-status"]

    private static func returned(in leaves: [MailEntity]) -> ReturnedMail? {
        let types = [
            "message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global",
            "message/global-headers",
        ]
        return leaves.lazy.compactMap { types.contains($0.type.name) ? ReturnedMail($0.content) : nil }.first
    }

    /// What answering programs say of themselves (RFC 3834 5, and what is older than it).
    private static func isAutomatic(_ mail: MailEntity) -> Bool {
        let fields = mail.fields
        let submitted = fields.first("Auto-Submitted")?.lowercased().prefix { $0 != ";" && $0 != " " } ?? "no"
        return submitted != "no" || mail.type.name == "multipart/report"
            || ["X-Autoreply", "X-Autorespond", "X-Auto-Response"].contains { fields.first($0) != nil }
            || ["auto_reply", "junk"].contains(fields.first("Precedence")?.lowercased())
    }
}
