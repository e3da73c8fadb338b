// SPDX-License-Identifier: Apache-2.0

import MailReports
import Testing

/// Reports in the form of RFC 3464, as far servers write them.
struct DeliveryReportTests {
    struct Sample: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let fields: String
        let kind: BounceKind?
        let status: String

        init(_ system: String, _ fields: String, _ kind: BounceKind?, _ status: String) {
            testDescription = system
            self.fields = fields
            self.kind = kind
            self.status = status
        }
    }

    static let samples: [Sample] = [
        Sample(
            "Postfix",
            """
            Reporting-MTA: dns; relay.market.example
            X-Postfix-Queue-ID: 4XyZ1
            X-Postfix-Sender: rfc822; \(MailSample.sender)
            Arrival-Date: Sat, 21 Nov 2026 15:10:02 +0000 (UTC)

            Final-Recipient: rfc822; ada@example.com
            Original-Recipient: rfc822;ada@example.com
            Action: failed
            Status: 5.1.1
            Remote-MTA: dns; mx.example.com
            Diagnostic-Code: smtp; 550 5.1.1 <ada@example.com>: Recipient address
                rejected: User unknown in virtual mailbox table
            """,
            .hard,
            "5.1.1"
        ),
        Sample(
            "Exchange",
            """
            Reporting-MTA: dns;mail.example.com
            Received-From-MTA: dns;relay.market.example
            Arrival-Date: Sat, 21 Nov 2026 15:10:04 +0000

            Original-Recipient: rfc822;ada@example.com
            Final-Recipient: rfc822;ada.l@example.com
            Action: failed
            Status: 5.1.10
            Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ada@example.com not found by SMTP address lookup
            """,
            .hard,
            "5.1.10"
        ),
        Sample(
            "Exchange at the edge",
            """
            Final-Recipient: rfc822;ada@example.com
            Action: failed
            Status: 5.4.1
            Diagnostic-Code: smtp;550 5.4.1 Recipient address rejected: Access denied. [mx.example.com]
            """,
            .hard,
            "5.4.1"
        ),
        Sample(
            "Gmail",
            """
            Reporting-MTA: dns; googlemail.example
            Arrival-Date: Sat, 21 Nov 2026 07:10:02 -0800 (PST)
            X-Original-Message-ID: <msg_01JD8F0V6S9T3B5X7Z1Q4W6Y8R_42@market.example>

            Final-Recipient: rfc822; ada@example.com
            Action: failed
            Status: 5.2.2
            Remote-MTA: dns; gmail-smtp-in.example. (192.0.2.27, the server for the domain.)
            Diagnostic-Code: smtp; 552-5.2.2 The recipient's inbox is out of storage space and inactive.
             552 5.2.2 Please direct the recipient to the help centre. 98e67ed59e1d1 - gsmtp
            Last-Attempt-Date: Sat, 21 Nov 2026 07:10:03 -0800 (PST)
            """,
            .full,
            "5.2.2"
        ),
        Sample(
            "Exim",
            """
            Reporting-MTA: dns; mx.example.com

            Action: failed
            Final-Recipient: rfc822;ada@example.com
            Status: 5.0.0
            Remote-MTA: dns; mx2.example.com
            Diagnostic-Code: smtp; 550 No such user here
            """,
            .hard,
            "5.0.0"
        ),
        Sample(
            "Sendmail",
            """
            Reporting-MTA: dns; mx.example.com
            Received-From-MTA: DNS; relay.market.example
            Arrival-Date: Sat, 21 Nov 2026 15:10:02 GMT

            Final-Recipient: RFC822; ada@example.com
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: X-Unix; 67 (user unknown)
            Last-Attempt-Date: Sat, 21 Nov 2026 15:10:03 GMT
            """,
            .hard,
            "5.1.1"
        ),
        Sample(
            "qmail with a patch",
            """
            Reporting-MTA: dns; mx.example.com

            Original-Recipient: rfc822;ada@example.com
            Final-Recipient: rfc822;ada@example.com
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 sorry, no mailbox here by that name. (#5.1.1)
            """,
            .hard,
            "5.1.1"
        ),
        Sample(
            "Postfix, still waiting",
            MailSample.status("4.4.1", "X-Postfix; connect to mx.example.com: timed out", action: "delayed"),
            nil,
            "4.4.1"
        ),
        Sample(
            "Postfix, given up after days",
            MailSample.status("4.4.1", "X-Postfix; connect to mx.example.com: timed out"),
            .soft,
            "4.4.1"
        ),
        Sample("a receipt", MailSample.status("2.0.0", action: "delivered"), nil, "2.0.0"),
        Sample("a list that went on", MailSample.status("2.0.0", action: "expanded"), nil, "2.0.0"),
        Sample("a relay that reports no more", MailSample.status("2.0.0", action: "relayed"), nil, "2.0.0"),
        Sample("no action", MailSample.status("5.1.1", action: nil), .soft, "5.1.1"),
        Sample("an action with a comment", MailSample.status("5.1.1", action: "failed (for good)"), .hard, "5.1.1"),
    ]

    @Test(arguments: samples) func `a report says what became of the mail`(_ sample: Sample) throws {
        let report = MailReport(MailSample.report(sample.fields))
        guard case .delivery = report.content else {
            Issue.record("it is \(report.content)")
            return
        }
        #expect(report.recipients.count == 1)
        let recipient = try #require(report.recipients.first)
        #expect(recipient.names("ADA@example.com") && !recipient.names("bo@example.com"))
        #expect(recipient.kind == sample.kind, "\(recipient.why)")
        #expect(recipient.status?.description == sample.status)
        #expect(!recipient.diagnostic.contains("@"))
        #expect(report.senders.contains(MailSample.sender))
        #expect(report.returned?.messageID == "msg_01JD8F0V6S9T3B5X7Z1Q4W6Y8R_42@market.example")
        #expect(report.returned?.unsubscribeLinks == ["https://status.market.example/unsubscribe/AbC-123"])
    }

    @Test func `each recipient of a report has its own end`() {
        let fields =
            MailSample.status("5.1.1") + "\n\n" + MailSample.status("4.2.2", recipient: "rfc822; bo@example.com")
        let recipients = MailReport(MailSample.report(fields)).recipients
        #expect(recipients.map(\.kind) == [.hard, .full])
        #expect(recipients.map { $0.names("bo@example.com") } == [false, true])
    }

    @Test(arguments: [
        "rfc822; ada@example.com", "RFC822;ada@example.com", "rfc822; <Ada@Example.com>", "rfc822;ada+40example.com",
        "utf-8; ada@example.com", "ada@example.com", "rfc822; ada@example.com.",
    ])
    func `an address is found however it is written`(value: String) throws {
        let report = MailReport(MailSample.report(MailSample.status("5.1.1", recipient: value)))
        #expect(try #require(report.recipients.first).names("ada@example.com"))
    }

    @Test func `a report is read in base64, quoted-printable and with LF or CRLF`() throws {
        let text = MailSample.report(MailSample.status("5.1.1", "smtp; 550 5.1.1 =3D no"))
        let quoted = text.replacing("Content-Description: Report", with: "Content-Transfer-Encoding: quoted-printable")
            .replacing("Final-Recipient: rfc822; ada", with: "Final-Recipient: rfc=\n822; =61da")
        let encoded = """
            UmVwb3J0aW5nLU1UQTogZG5zOyBteC5leGFtcGxlLmNvbQ0KDQpGaW5hbC1SZWNpcGllbnQ6IHJm
            YzgyMjsgYWRhQGV4YW1wbGUuY29tDQpBY3Rpb246IGZhaWxlZA0KU3RhdHVzOiA1LjEuMQ0K
            """
        let base64 = MailSample.report(encoded)
            .replacing("Content-Description: Report", with: "Content-Transfer-Encoding: BASE64")
        for mail in [text, text.replacing("\n", with: "\r\n"), quoted, base64, base64.replacing("\n", with: "\r\n")] {
            let recipient = try #require(MailReport(mail).recipients.first)
            #expect(recipient.names("ada@example.com") && recipient.kind == .hard)
        }
    }

    @Test func `what is broken is read as far as it goes`() throws {
        let whole = MailSample.report(MailSample.status("5.1.1"))
        let withoutEnd = whole.replacing("--b/1--\n", with: "")
        let withBadLine = whole.replacing("Action: failed", with: "this is no field\nAction: failed")
        let withFrom = "From MAILER-DAEMON Sat Nov 21 15:10:02 2026\n" + whole
        for mail in [withoutEnd, withFrom] {
            let report = MailReport(mail)
            #expect(report.recipients.first?.kind == .hard)
            #expect(report.returned?.messageID != nil)
        }
        // The recipient's block ends at the bad line, and says too little by itself.
        #expect(MailReport(withBadLine).recipients.first?.kind == .soft)
        var bytes = Array(whole.utf8)
        let place = try #require(whole.utf8.firstRange(of: Array("Reporting-MTA".utf8)))
        let offset = whole.utf8.distance(from: whole.startIndex, to: place.lowerBound)
        bytes.replaceSubrange(offset..<offset + 4, with: [0xFF, 0x00, 0xC3, 0x28])
        #expect(MailReport(bytes).recipients.first?.kind == .hard)
    }

    @Test func `a report of addresses outside ASCII is a report`() throws {
        let text = MailSample.report(MailSample.status("5.1.1", recipient: "utf-8; ädä@example.com"))
        let report = MailReport(text.replacing("message/delivery-status", with: "message/global-delivery-status"))
        #expect(try #require(report.recipients.first).names("ädä@example.com"))
    }

    @Test func `nothing behind the end of base64 is read`() {
        // The recipient, and behind a sign of the end “Action: failed” and “Status: 5.1.1”.
        let encoded =
            "RmluYWwtUmVjaXBpZW50OiByZmM4MjI7IGFkYUBleGFtcGxlLmNvbQ0K="
            + "QWN0aW9uOiBmYWlsZWQNClN0YXR1czogNS4xLjENCg=="
        let mail = MailSample.report(encoded)
            .replacing("Content-Description: Report", with: "Content-Transfer-Encoding: base64")
        let recipient = MailReport(mail).recipients.first
        #expect(recipient?.names("ada@example.com") == true && recipient?.status == nil)
    }

    @Test func `no more than two dozen addresses are held against our own`() {
        let field = "Delivered-To: \((0..<30).map { "bounces+\($0)@market.example" }.joined(separator: ", "))\n"
        #expect(MailReport(MailSample.report(MailSample.status("5.1.1"), extra: field)).senders.count == 24)
    }

    @Test func `what stands behind hundreds of fields is not looked at`() {
        func senders(behind count: Int) -> [String] {
            let fields = String(repeating: "X-A: b\n", count: count) + "X-Original-To: late@market.example\n"
            return MailReport(MailSample.plain("Hello?", extra: fields)).senders
        }
        #expect(senders(behind: 300).contains("late@market.example"))
        #expect(!senders(behind: 400).contains("late@market.example"))
    }

    @Test func `a report inside a mail that was passed on is not the report`() {
        let inner = MailSample.report(MailSample.status("5.1.1"))
        let outer = """
            From: Bo <bo@example.com>
            To: \(MailSample.sender)
            Subject: Fwd: what is this?
            Content-Type: multipart/mixed; boundary=out

            --out
            Content-Type: text/plain

            I got this.
            --out
            Content-Type: message/rfc822

            \(inner)
            --out--
            """
        #expect(MailReport(outer).content == .other)
    }

    @Test func `parts within parts are found, to a depth`() {
        func nested(_ depth: Int) -> String {
            let inner = MailSample.report(MailSample.status("5.1.1"), returned: nil)
            let head = "From: a@example.com\nTo: \(MailSample.sender)\n"
            return head
                + (0..<depth).reversed()
                .reduce(inner.replacing("Return-Path: <>\n", with: "")) { text, level in
                    "Content-Type: multipart/mixed; boundary=m\(level)\n\n--m\(level)\n\(text)\n--m\(level)--\n"
                }
        }
        #expect(MailReport(nested(2)).recipients.first?.kind == .hard)
        #expect(MailReport(nested(200)).recipients.isEmpty)
    }
}
