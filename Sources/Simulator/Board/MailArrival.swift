// SPDX-License-Identifier: Apache-2.0

/// A mail as its reader sees it in a list and a first glance.
package struct MailArrival: Hashable, Sendable {
    package var from: String
    package var to: String
    package var subject: String
    /// The plain text part.
    package var text: String
    /// A word for the frame's corner, such as the time of arrival.
    package var note: String?

    package init(from: String, to: String, subject: String, text: String, note: String? = nil) {
        self.from = from
        self.to = to
        self.subject = subject
        self.text = text
        self.note = note
    }
}

extension MailArrival {
    /// The card of a recorded mail; where a header is missing, the envelope stands in.
    package init(_ mail: MailRecord, note: String? = nil) {
        self.init(
            from: mail.header("From") ?? mail.sender,
            to: mail.header("To") ?? mail.recipients.joined(separator: ", "),
            subject: mail.header("Subject") ?? "",
            text: mail.text ?? "",
            note: note
        )
    }
}
