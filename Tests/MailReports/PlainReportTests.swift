// SPDX-License-Identifier: Apache-2.0

import MailReports
import Testing

/// Failures told in words, complaints, and everything that is neither.
struct PlainReportTests {
    @Test func `qmail's paragraphs are read`() throws {
        let report = MailReport(
            MailSample.plain(
                """
                Hi. This is the qmail-send program at mx.example.com.
                I could not deliver your message to these addresses; it is a permanent error.

                <ada@example.com>:
                192.0.2.1 does not like recipient.
                Remote host said: 550 5.1.1 no such mailbox
                Giving up on 192.0.2.1.

                <bo@example.com>:
                user is over quota (#5.2.2)

                --- Below this line is a copy of the message.

                \(MailSample.header)
                Hello.
                """
            )
        )
        #expect(report.recipients.map(\.kind) == [.hard, .full])
        #expect(report.recipients.map { $0.names("ada@example.com") } == [true, false])
        #expect(report.returned?.messageID == "msg_01JD8F0V6S9T3B5X7Z1Q4W6Y8R_42@market.example")
        guard case .plain = report.content else {
            Issue.record("it is \(report.content)")
            return
        }
    }

    @Test func `Exim's text is read, though it calls itself an automatic reply`() throws {
        let words = """
            This message was created automatically by mail delivery software.

            A message that you sent could not be delivered to a recipient:

              ada@example.com
                host mx.example.com [192.0.2.1]
                SMTP error from remote mail server after RCPT TO:<ada@example.com>:
                550 5.1.1 Unknown user

            ------ This is a copy of the message's headers. ------

            \(MailSample.header)
            """
        let extra = "X-Failed-Recipients: ada@example.com\nAuto-Submitted: auto-replied\n"
        let report = MailReport(MailSample.plain(words, from: "Mail System <mail@mx.example.com>", extra: extra))
        #expect(report.recipients.map(\.kind) == [.hard])
        #expect(report.recipients.first?.names("ada@example.com") == true)
        #expect(report.returned != nil)
    }

    @Test func `a plain text of a mail system counts with an address and a code alone`() {
        func kinds(_ words: String, from: String = "postmaster@mx.example.com") -> [BounceKind?] {
            MailReport(MailSample.plain(words, from: from)).recipients.map(\.kind)
        }
        #expect(kinds("<ada@example.com>: 550 5.1.1 unknown") == [.hard])
        #expect(kinds("ada@example.com failed: 550 no such user") == [.hard])
        #expect(kinds("ada@example.com failed: 452 4.2.2 mailbox full") == [.full])
        #expect(kinds("550 5.1.1 unknown").isEmpty)
        #expect(kinds("ada@example.com is away until May").isEmpty)
        #expect(kinds("<ada@example.com>: 550 5.1.1 unknown", from: "Bo <bo@example.com>").isEmpty)
    }

    @Test func `words without a code never take an address off, and any way to quote the address will do`() {
        let qmail = "Hi. This is the mail system.\n\n<ada@example.com>:\nSorry, this is a permanent error.\n"
        #expect(MailReport(MailSample.plain(qmail)).recipients.map(\.kind) == [.soft])
        let quoted = MailReport(MailSample.plain("'ada@example.com': 550 5.1.1 unknown")).recipients
        #expect(quoted.first?.names("ada@example.com") == true)
    }

    @Test func `an address that the header alone names counts for every code`() {
        let extra = "X-Failed-Recipients: ada@example.com\n"
        let words = "Mail for bo@example.com failed: 550 5.1.1 unknown"
        let named = MailReport(MailSample.plain(words, extra: extra)).recipients.first
        #expect(named?.names("ada@example.com") == true && named?.names("bo@example.com") == true)
    }

    @Test func `a line of dashes ends the report only where it says that a copy follows`() {
        let words = """
            Hi. This is the mail system.

            --- The original reason is below

            <ada@example.com>:
            550 5.1.1 unknown

            --- Below this line is a copy of the message.

            <bo@example.com>:
            550 5.1.1 unknown
            """
        let recipients = MailReport(MailSample.plain(words)).recipients
        #expect(recipients.count == 1 && recipients.first?.names("ada@example.com") == true)
    }

    static let complaint = """
        Feedback-Type: abuse
        User-Agent: Loop/1.0
        Version: 1
        Original-Mail-From: <\(MailSample.sender)>
        Original-Rcpt-To: <ada@example.com>
        Arrival-Date: Sat, 21 Nov 2026 15:10:02 +0000
        Source-IP: 192.0.2.1
        """

    @Test func `a complaint names the mail it is about`() throws {
        let report = MailReport(
            MailSample.report(Self.complaint, type: "feedback-report", to: "abuse@market.example")
        )
        guard case .complaint(let complaint) = report.content else {
            Issue.record("it is \(report.content)")
            return
        }
        #expect(complaint.type == "abuse" && complaint.isObjection)
        #expect(complaint.recipients == ["ada@example.com"])
        #expect(
            report.senders == ["abuse@market.example", "abuse@market.example", MailSample.sender, MailSample.sender]
        )
        #expect(report.returned?.unsubscribeLinks.count == 1)
    }

    @Test(arguments: [
        ("fraud", true), ("opt-out", true), ("opt-out-list", true), ("not-spam", false), ("auth-failure", false),
        ("virus", false),
        ("other", false), ("", false),
    ])
    func `not every feedback is an objection`(type: String, isObjection: Bool) throws {
        let fields = Self.complaint.replacing("abuse\n", with: "\(type)\n")
        guard case .complaint(let complaint) = MailReport(MailSample.report(fields, type: "feedback-report")).content
        else {
            Issue.record("no complaint")
            return
        }
        #expect(complaint.isObjection == isObjection)
    }

    @Test(arguments: [
        "Auto-Submitted: auto-replied", "Auto-Submitted: auto-generated (rule)", "X-Autoreply: yes",
        "Precedence: auto_reply", "Precedence: junk", "X-Autorespond: away",
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=x",
    ])
    func `an out-of-office is an automatic reply, whatever it says`(field: String) {
        let words = "I am away. Your mail to ada@example.com was not lost: 550 5.1.1 is no reason to worry."
        let mail = MailSample.plain(words, from: "Ada <ada@example.com>", extra: "\(field)\n")
        #expect(MailReport(mail).content == .automaticReply)
    }

    @Test func `a person's answer is nothing but that`() {
        let mail = MailSample.plain("> 550 5.1.1 ada@example.com\nWhat does it mean?", from: "Bo <bo@example.com>")
        #expect(MailReport(mail).content == .other)
        #expect(MailReport(mail.replacing("Subject", with: "Auto-Submitted: no\nSubject")).content == .other)
    }

    @Test(arguments: [
        "", "\n\n", "no header at all", "{\"bounces\": []}", "\u{0}\u{1}\u{2}", ": x\n\n", " x: y\n", "\r\r\r\n",
    ])
    func `what is no mail is told apart`(text: String) { #expect(MailReport(text).content == .unreadable) }
}
