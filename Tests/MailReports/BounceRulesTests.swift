// SPDX-License-Identifier: Apache-2.0

import MailReports
import Testing

/// Whose fault a failure is.
struct BounceRulesTests {
    private func kind(_ status: String?, _ diagnostic: String? = nil) -> BounceKind? {
        MailReport(MailSample.report(MailSample.status(status, diagnostic))).recipients.first?.kind
    }

    @Test(arguments: [
        "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10", "5.2.1", "5.4.4", "5.4.310", "5.7.17", "5.7.18", "5.1.0",
        "5.0.0", "5.2.0",
    ])
    func `what is the address's own fault takes it off`(status: String) { #expect(kind(status) == .hard) }

    @Test(arguments: [
        "5.2.3", "5.2.4", "5.3.0", "5.3.1", "5.3.2", "5.3.3", "5.3.4", "5.3.5", "5.4.0", "5.4.1", "5.4.2",
        "5.4.3", "5.4.5", "5.4.6", "5.4.7", "5.4.300", "5.4.316", "5.5.0", "5.5.1", "5.5.4", "5.6.0", "5.6.7", "5.7.0",
        "5.7.1", "5.7.26", "5.7.60", "5.7.509", "5.7.515", "5.1.7", "5.1.8", "5.1.9", "5.1.5", "5.9.9",
    ])
    func `what is the mail's, the sender's or the server's does not`(status: String) { #expect(kind(status) == .soft) }

    @Test(arguments: ["4.0.0", "4.1.1", "4.2.1", "4.4.1", "4.4.7", "4.7.1", "2.0.0"])
    func `a class that is not 5 never does`(status: String) { #expect(kind(status) == .soft) }

    @Test(arguments: ["5.2.2", "4.2.2"])
    func `a full mailbox is told apart`(status: String) { #expect(kind(status) == .full) }

    @Test(
        arguments: [
            ("5.0.0", "smtp; 550 5.7.1 Message refused", .soft), ("5.0.0", "smtp; 550 5.1.1 unknown", .hard),
            ("5.0.0", "smtp; 550 Spam is not taken here", .soft), ("5.1.0", "smtp; 550 Mailbox is full", .full),
            ("5.0.0", "smtp; 552 User is over quota", .full), ("5.0.0", "smtp; 550 Sending quota exceeded", .soft),
            (nil, "smtp; 452 4.2.2 Over quota", .full), ("2.2.2", "smtp; 250 Mailbox full", .soft),
            ("5.5.0", "smtp; 550 5.5.0 Requested action not taken: mailbox unavailable", .hard),
            ("5.5.0", "smtp; 503 5.5.0 Bad sequence", .soft),
            ("5.4.1", "smtp; 550 5.4.1 Recipient address rejected: Access denied", .hard),
            ("5.4.1", "smtp; 550 5.4.1 No answer from the host", .soft),
            ("5.7.1", "smtp; 550 5.7.1 User unknown", .soft),
            ("5.2.2", "smtp; 550 5.2.2 User unknown", .full),
            (nil, "smtp; 550 No such user", .hard), (nil, "smtp; 450 No such user yet, try again later", .soft),
            (nil, nil, .soft), ("nonsense", "x", .soft), ("5.1", nil, .soft), ("5.1.1.1", nil, .soft),
            (nil, "smtp; 450 Nobody", .soft), (nil, "smtp; 550 Nobody", .hard), ("5.1.1.2026", nil, .soft),
            (nil, "smtp; 550 Exim 3.7.1: 5.1.1 Nobody", .hard), ("5.1.1 (unknown)", nil, .hard), ("15.1.1", nil, .soft),
            ("5.1.1111", nil, .soft),
        ] as [(String?, String?, BounceKind)]
    )
    func `where the code says little the server's words decide`(
        status: String?,
        diagnostic: String?,
        expected: BounceKind
    ) { #expect(kind(status, diagnostic) == expected) }

    @Test(arguments: [
        "ada=40example.com", "?a=ADA%40example.com", "<ada@example.com>", "=?utf-8?q?ada=40example.com?=",
    ])
    func `no form of an address is kept with what the server said`(word: String) {
        let report = MailReport(MailSample.report(MailSample.status("5.1.1", "smtp; 550 \(word) gone")))
        #expect(report.recipients.first?.diagnostic == "550 … gone")
    }

    @Test func `what the server said is kept on one line, without addresses and cut`() throws {
        let text = "smtp; 550 <ada@example.com> https://h.example/?a=ada%40example.com (bo@example.com):\n gone "
        let long = text + String(repeating: "é", count: 500)
        let recipient = try #require(
            MailReport(MailSample.report(MailSample.status("5.1.1", long))).recipients.first
        )
        #expect(recipient.diagnostic.hasPrefix("550 … … … gone ééé"))
        #expect(recipient.diagnostic.count == 200)
        #expect(!recipient.diagnostic.contains("ada"))
    }
}
