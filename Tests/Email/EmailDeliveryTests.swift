// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Email
import Testing

struct EmailDeliveryTests {
    private static let url = "https://hub.example/unsubscribe/tok_1?a=1&b=2"

    @Test func `every attempt sends the same bytes`() async throws {
        let mail = StubMailSubmitter()
        let channel = try EmailFixture.channel(mail: mail)
        for attempt in 1...3 {
            _ = try await channel.deliver(
                try EmailFixture.delivery(by: channel, attempt: attempt, unsubscribeURL: Self.url)
            )
        }
        let sent = mail.submissions.map(\.content)
        #expect(sent.count == 3 && Set(sent).count == 1)
    }

    @Test func `another delivery has another identity and the same words`() async throws {
        let mail = StubMailSubmitter()
        let channel = try EmailFixture.channel(mail: mail)
        let first = try await channel.deliver(try EmailFixture.delivery(by: channel, id: 1))
        let second = try await channel.deliver(try EmailFixture.delivery(by: channel, to: "bo@example.org", id: 2))
        #expect(first.id != second.id)
        let received = mail.submissions.map { ReceivedMail($0.content) }
        #expect(received.map { $0.value("To") } == ["ada@example.com", "bo@example.org"])
        #expect(received[0].body("text/html") == received[1].body("text/html"))
    }

    @Test func `the receipt is the mail's own identity and the relay's last word`() async throws {
        let mail = StubMailSubmitter(reply: "250 2.0.0 Ok: queued as 4XyZ")
        let channel = try EmailFixture.channel(mail: mail)
        let receipt = try await channel.deliver(try EmailFixture.delivery(by: channel))
        #expect(receipt.id == "<dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R@market.example>")
        #expect(receipt.note == "250 2.0.0 Ok: queued as 4XyZ")
        let sent = try #require(mail.submissions.first)
        #expect(ReceivedMail(sent.content).value("Message-ID") == receipt.id)
        #expect(sent.sender == "status@market.example" && sent.recipient == "ada@example.com")
    }

    @Test func `a mail has each header it needs once`() async throws {
        let received = try await EmailFixture.received(unsubscribeURL: Self.url)
        let expected = [
            ("Date", "Sat, 21 Nov 2026 15:10:01 +0000"), ("From", "Market Status <status@market.example>"),
            ("To", "ada@example.com"), ("Subject", "[Resolved] Checkout errors"),
            ("Message-ID", "<dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R@market.example>"),
            ("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All"), ("MIME-Version", "1.0"),
            ("Content-Language", "en"), ("X-Belfry-Incident", "inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R"),
            ("X-Belfry-Delivery", "dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R"),
            ("List-Unsubscribe", "<\(Self.url)>"), ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ]
        for (name, value) in expected { #expect(received.values(name) == [value], "\(name)") }
        for absent in ["In-Reply-To", "References", "Reply-To", "List-Id", "Bcc", "Cc", "X-Entity-Ref-ID"] {
            #expect(received.values(absent).isEmpty, "\(absent)")
        }
    }

    @Test func `an update hangs below the incident's first mail`() async throws {
        let root = "<dlv_7-01JD8F0V6S9T3B5X7Z1Q4W6Y8R@market.example>"
        let received = try await EmailFixture.received(thread: Receipt(id: root))
        #expect(received.values("In-Reply-To") == [root])
        #expect(received.values("References") == [root])
        #expect(received.value("Message-ID") != root)
    }

    @Test func `a mail sent anew has an identity of its own and hangs below the first sending`() async throws {
        let mail = StubMailSubmitter()
        let channel = try EmailFixture.channel(mail: mail)
        let first = "<dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R@market.example>"
        let root = "<dlv_7-01JD8F0V6S9T3B5X7Z1Q4W6Y8R@market.example>"
        for (generation, thread) in [(1, nil), (2, first), (3, root)] {
            var delivery = try EmailFixture.delivery(by: channel, thread: thread.map { Receipt(id: $0) })
            delivery.generation = generation
            let receipt = try await channel.deliver(delivery)
            #expect(receipt.id == "<dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R.\(generation)@market.example>")
        }
        let received = mail.submissions.map { ReceivedMail($0.content) }
        #expect(received.map { $0.value("In-Reply-To") } == [first, first, root])
        #expect(received.map { $0.value("References") } == [first, first, root])
        #expect(Set(received.map { $0.value("Message-ID") }).count == 3)
        #expect(Set(received.map { $0.value("X-Belfry-Delivery") }) == ["dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R"])
        #expect(Set(received.map { $0.body("text/html") }).count == 1)
    }

    @Test func `the channel says that it tells readers how to be left out`() {
        #expect(EmailChannel.manifest.capabilities.contains(.unsubscribes))
    }

    @Test(
        arguments: [
            nil, "", "1234.5678", "<>", "<a b@c.example>", "<a@c.example>\r\nBcc: eve@example.com", "<a@c><b@c>",
            "<ä@c.example>", "<dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R@market.example>",
        ] as [String?]
    )
    func `a receipt that is no earlier mail's identity makes no thread`(id: String?) async throws {
        let received = try await EmailFixture.received(thread: Receipt(id: id))
        #expect(received.values("In-Reply-To").isEmpty && received.values("References").isEmpty)
        #expect(received.values("Bcc").isEmpty)
    }

    @Test func `only a reader who can unsubscribe is told how, in headers and both bodies`() async throws {
        let with = try await EmailFixture.received(unsubscribeURL: Self.url)
        #expect(with.body("text/plain")?.contains("Unsubscribe:\r\n\(Self.url)\r\n") == true)
        let html = try #require(with.body("text/html"))
        #expect(html.contains("href=\"https://hub.example/unsubscribe/tok_1?a=1&amp;b=2\""))
        #expect(html.hasSuffix("</body>\r\n</html>\r\n"))
        let without = try await EmailFixture.received()
        #expect(!without.text.lowercased().contains("unsubscribe"))
    }

    @Test func `unsubscribing by mail is offered where a mailbox is read`() async throws {
        var settings = EmailFixture.settings
        settings.replyTo = "Help <help@market.example>"
        let received = try await EmailFixture.received(settings: settings, unsubscribeURL: Self.url)
        #expect(
            received.value("List-Unsubscribe")
                == "<\(Self.url)>, <mailto:help@market.example?subject=unsubscribe>"
        )
    }

    @Test(arguments: [
        "https://a.example/>,<mailto:x@y", "https://a.example/ b", "https://a.example/\r\nBcc: x@y.example",
    ])
    func `an unsubscribe address that no header can hold stays out of the headers`(url: String) async throws {
        let received = try await EmailFixture.received(unsubscribeURL: url)
        #expect(received.values("List-Unsubscribe").isEmpty && received.values("List-Unsubscribe-Post").isEmpty)
        #expect(received.values("Bcc").isEmpty)
    }

    @Test func `content cannot close the page before the reader's own line`() async throws {
        let message = EmailFixture.message(sections: [Section(.impact, "</td></tr></table></body></html>\n\n-- \nx")])
        let html = try #require(try await EmailFixture.received(message, unsubscribeURL: Self.url).body("text/html"))
        #expect(html.ranges(of: "</html>").count == 1)
        #expect(html.ranges(of: "unsubscribe/tok_1").count == 1)
    }

    @Test(
        arguments: [
            EmailFixture.message(), EmailFixture.message(locale: "de", title: "Störung: Zahlungen über Karte"),
            EmailFixture.message(
                locale: "ar",
                title: "تعطل الدفع",
                sections: [Section(.impact, "تعطل الدفع منذ الظهر.")]
            ),
            EmailFixture.message(locale: "ja", title: "決済", sections: [Section(.impact, "決済エラー\n\n.\n\nFrom x")]),
            EmailFixture.message(title: "T", sections: [Section(.impact, String(repeating: "x", count: 5_000))]),
            EmailFixture.message(sections: [Section(.impact, "--=_dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R\n\n.\n\n=_")]),
        ]
    )
    func `the bytes are seven bit, short lines, CRLF, and decode to the rendering`(message: Message) async throws {
        let received = try await EmailFixture.received(message)
        let rendering = try EmailFixture.channel().render(message, for: EmailFixture.destination())
        #expect(received.bytes.allSatisfy { $0 < 0x80 && $0 != 0 })
        #expect(received.hasCleanLineEnds)
        #expect(received.lines.allSatisfy { $0.count <= 78 })
        #expect(received.lines.last == [])
        #expect(received.value("Subject") == rendering["subject"])
        for (name, type) in [("text", "text/plain"), ("html", "text/html")] {
            let decoded = received.body(type)?.replacing("\r\n", with: "\n")
            let isSame = decoded == rendering[name]
            #expect(isSame, "the \(name) part")
        }
    }

    @Test(
        arguments: [
            Fault(
                .recipientRejected,
                "Refused.",
                context: ["smtp_code": "550", "enhanced_code": "5.1.1", "phase": "rcpt"]
            ),
            Fault(.greylisted, "Later.", retryAfter: .seconds(300)),
            Fault(.outcomeUnknown, "The connection ended after the final dot."),
            Fault(.authenticationRejected, "535"),
        ]
    )
    func `what the relay refuses is reported as it is`(fault: Fault) async throws {
        let channel = try EmailFixture.channel(mail: StubMailSubmitter.failing(fault))
        let delivery = try EmailFixture.delivery(by: channel)
        await #expect(throws: fault) { try await channel.deliver(delivery) }
    }

    @Test func `nothing is sent to an address that cannot be one`() async throws {
        let mail = StubMailSubmitter()
        let channel = try EmailFixture.channel(mail: mail)
        let delivery = try EmailFixture.delivery(by: channel, to: "ada@example.com\r\nRSET")
        let fault = await #expect(throws: Fault.self) { try await channel.deliver(delivery) }
        #expect(fault?.code == .addressInvalid)
        #expect(mail.submissions.isEmpty)
    }

    @Test func `a rendering of another kind of channel is refused`() async throws {
        let mail = StubMailSubmitter()
        let channel = try EmailFixture.channel(mail: mail)
        let fault = await #expect(throws: Fault.self) { try await channel.deliver(.sample()) }
        #expect(fault?.code == .internalError)
        #expect(mail.submissions.isEmpty)
    }
}
