// SPDX-License-Identifier: Apache-2.0

/// That a reader called a mail unwanted, as mailbox providers pass it on (RFC 5965).
package struct Complaint: Hashable, Sendable {
    /// The type of feedback in lower case, such as `abuse`.
    package let type: String
    /// Whom the mail was sent to; often left out to shield the reader.
    package let recipients: [String]
    /// The mail's envelope sender.
    let senders: [String]

    /// Whether the reader wants no more such mail.
    ///
    /// `not-spam` says the contrary, `auth-failure` and `virus` are of the
    /// mail and not of the reader's wishes, and of `other` nobody knows.
    package var isObjection: Bool { ["abuse", "fraud", "opt-out", "opt-out-list"].contains(type) }

    init(_ fields: MailFields) {
        type = String((fields.first("Feedback-Type") ?? "").lowercased().prefix(40))
        recipients = ["Original-Rcpt-To", "Removal-Recipient"].flatMap { fields.values($0) }
            .flatMap { MailAddresses.all(in: $0) }
        senders = fields.values("Original-Mail-From").flatMap { MailAddresses.all(in: $0) }
    }
}
