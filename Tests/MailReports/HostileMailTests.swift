// SPDX-License-Identifier: Apache-2.0

import MailReports
import Testing

/// Any bytes can come: none may trap, hang, or make a failure out of nothing.
struct HostileMailTests {
    private static let seeds: [String] = [
        MailSample.report(DeliveryReportTests.samples[0].fields),
        MailSample.report(PlainReportTests.complaint, type: "feedback-report"),
        MailSample.plain(
            "Hi. This is the x\n\n<ada@example.com>:\n550 5.1.1 no\n\n--- Below is a copy of the message.\n\nA: b\n"
        ),
        MailSample.report(MailSample.status("5.1.1"), extra: "Content-Type: multipart/mixed; boundary=\"(\\\"\n"),
    ]

    /// What parsers stumble over.
    private static let shards: [[UInt8]] = [
        [0x0D], [0x0A], [0x0D, 0x0A, 0x0D, 0x0A], [0], [0xFF, 0xFE], [0xE2, 0x82], Array("--b/1".utf8),
        Array("--b/1--".utf8), Array("=".utf8), Array("=4".utf8), Array("=\r\n".utf8), Array(":".utf8), Array(";".utf8),
        Array("\"".utf8), Array("\\".utf8), Array("((((".utf8), Array("@".utf8), Array("+4".utf8), Array("5.".utf8),
        Array("5.1.1.".utf8), Array("99999999999999999999".utf8), Array(" ".utf8), Array("\t".utf8),
        Array("Content-Type: multipart/x; boundary=b/1\n\n".utf8), Array("Content-Transfer-Encoding: base64\n".utf8),
        Array("Content-Transfer-Encoding: quoted-printable\n".utf8),
        Array("Content-Type: message/delivery-status\n\n".utf8),
    ]

    @Test(arguments: 1...40) func `mails with random wounds are read without harm`(seed: Int) {
        var dice = Dice(seed: UInt64(seed))
        for _ in 0..<60 {
            var mail = Array(Self.seeds[dice.roll(0..<Self.seeds.count)].utf8)
            for _ in 0...dice.roll(0..<12) {
                let place = dice.roll(0..<mail.count + 1)
                switch dice.roll(0..<5) {
                case 0: mail.insert(contentsOf: Self.shards[dice.roll(0..<Self.shards.count)], at: place)
                case 1: mail.removeSubrange(place..<min(mail.count, place + dice.roll(0..<80)))
                case 2 where place < mail.count: mail[place] = UInt8(dice.roll(0..<256))
                case 3: mail.removeSubrange(place...)
                default:
                    let end = min(mail.count, place + dice.roll(0..<200))
                    mail.insert(contentsOf: Array(mail[place..<end]), at: dice.roll(0..<mail.count + 1))
                }
            }
            check(MailReport(mail))
            // Views of a larger buffer are read within their bounds.
            let framed = [0x41] + mail + Array("\n\nFinal-Recipient: rfc822; eve@example.com\nAction: failed\n".utf8)
            let report = MailReport(framed[1..<mail.count + 1])
            check(report)
            #expect(report == MailReport(mail))
            #expect(!report.recipients.contains { $0.names("eve@example.com") })
        }
    }

    @Test(arguments: 1...20) func `noise is never a failure`(seed: Int) {
        var dice = Dice(seed: UInt64(seed) &* 7_919)
        for _ in 0..<100 {
            let noise = (0..<dice.roll(0..<3_000)).map { _ in UInt8(dice.roll(0..<256)) }
            #expect(MailReport(noise).recipients.isEmpty)
        }
    }

    private func check(_ report: MailReport) {
        #expect(report.senders.count <= 24)
        for recipient in report.recipients {
            #expect(recipient.diagnostic.count <= 200 && !recipient.diagnostic.contains("@"))
            #expect(recipient.addresses.allSatisfy { $0.utf8.count <= 1_000 })
        }
    }

    @Test func `sizes have limits`() {
        let fields = String(repeating: "X-A: \(String(repeating: "b", count: 200))\n", count: 20_000)
        #expect(MailReport(fields + "\n").content == .other)
        let blocks = String(repeating: MailSample.status("5.1.1") + "\n\n", count: 3_000)
        #expect(MailReport(MailSample.report(blocks, returned: nil)).recipients.count <= 200)
        let folded = "Subject: a\n" + String(repeating: " b\n", count: 300_000)
        #expect(MailReport(folded).content == .other)
        let boundaries = String(repeating: "--b/1\n", count: 100_000)
        #expect(MailReport(MailSample.report(boundaries)).recipients.isEmpty)
        let comments = "From: a@b.example\nContent-Type: " + String(repeating: "(", count: 7_000) + "\n\nx"
        #expect(MailReport(comments).content == .other)
        let openings = (0..<4_000).map { "Content-Type: multipart/mixed; boundary=m\($0)\n\n--m\($0)\n" }.joined()
        #expect(MailReport("From: a@b.example\n" + openings).recipients.isEmpty)
        let ats = "From: mailer-daemon@b.example\n\n" + String(repeating: "a@b ", count: 200_000) + "550"
        #expect(MailReport(ats).recipients.count <= 50)
    }
}
