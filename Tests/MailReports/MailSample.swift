// SPDX-License-Identifier: Apache-2.0

import MailReports

/// Mails as mail systems write them, with made-up people, hosts and words.
enum MailSample {
    static let sender = "bounces+k3vq6zt2mhp4xw7da2@market.example"

    /// The header of a mail of ours, as reports give it back.
    static let header = """
        Return-Path: <\(sender)>
        Date: Sat, 21 Nov 2026 15:10:01 +0000
        From: Market Status <status@market.example>
        To: ada@example.com
        Subject: [Resolved] Checkout errors
        Message-ID: <msg_01JD8F0V6S9T3B5X7Z1Q4W6Y8R_42@market.example>
        List-Unsubscribe: <https://status.market.example/unsubscribe/AbC-123>,
         <mailto:help@market.example?subject=unsubscribe>
        X-Belfry-Delivery: msg_01JD8F0V6S9T3B5X7Z1Q4W6Y8R_42

        """

    /// A report in parts: words, fields, and what came back.
    static func report(
        _ fields: String,
        type: String = "delivery-status",
        to: String = sender,
        from: String = "MAILER-DAEMON@mx.example.com (Mail Delivery System)",
        words: String = "Your message could not be delivered.",
        returned: String? = header,
        extra: String = ""
    ) -> String {
        let copy = returned.map { "--b/1\nContent-Type: text/rfc822-headers\n\n\($0)\n" } ?? ""
        return """
            Return-Path: <>
            Delivered-To: \(to)
            From: \(from)
            To: \(to)
            Subject: Undelivered Mail Returned to Sender
            \(extra)MIME-Version: 1.0
            Content-Type: multipart/report; report-type=\(type);
            \tboundary="b/1"

            This is a MIME-encapsulated message.

            --b/1
            Content-Type: text/plain; charset=us-ascii

            \(words)

            --b/1
            Content-Description: Report
            Content-Type: message/\(type)

            \(fields)

            \(copy)--b/1--

            """
    }

    /// What a report says of `ada@example.com`.
    static func status(
        _ status: String?,
        _ diagnostic: String? = nil,
        action: String? = "failed",
        recipient: String? = "rfc822; ada@example.com"
    ) -> String {
        let fields: [(String, String?)] = [
            ("Final-Recipient", recipient), ("Action", action), ("Status", status), ("Diagnostic-Code", diagnostic),
        ]
        let lines = fields.compactMap { name, value in value.map { "\(name): \($0)" } }
        return "Reporting-MTA: dns; mx.example.com\n\n" + lines.joined(separator: "\n")
    }

    static func plain(_ words: String, from: String = "MAILER-DAEMON@mx.example.com", extra: String = "") -> String {
        """
        Return-Path: <>
        Delivered-To: \(sender)
        From: \(from)
        To: \(sender)
        Subject: failure notice
        \(extra)
        \(words)
        """
    }
}

extension MailReport {
    init(_ text: String) { self.init(text.utf8) }

    /// What the report says of its recipients, in whatever form.
    var recipients: [RecipientStatus] {
        switch content {
        case .delivery(let recipients), .plain(let recipients): recipients
        default: []
        }
    }
}
