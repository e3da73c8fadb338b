// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Email
import Testing

struct MailTwinTests {
    private static let messages: [Message] = {
        var all: [Message] = []
        for locale in ["en", "de", "ar"] {
            for phase in Phase.allCases { all.append(.sample(locale: locale, phase: phase)) }
            all.append(.sample(locale: locale, phase: .identified, isDrill: true, corrects: 1))
            all.append(.sample(short: "Kurz & gut.", locale: locale, phase: nil, severity: nil, link: nil))
        }
        var table = Message.sample(sections: [
            Section(.impact, "| Market | State |\n|---|---|\n| **DE** | down |\n| FR | _slow_ |"),
            Section(.whatWeDo, "> As we said:\n> wait.\n\n- one\n- two\n\n```\nlet a = 1 < 2\n```"),
            Section(.help, "Write to [our desk](https://help.market.example/a?b=1&c=2), or see <https://x.example>."),
        ])
        table.facts.resolvedAt = Timestamp(milliseconds: 1_795_273_801_500)
        return all + [table]
    }()

    @Test(arguments: messages)
    func `both bodies say the same, section by section`(message: Message) async throws {
        let mail = try await EmailFixture.received(message, unsubscribeURL: "https://hub.example/unsubscribe/tok_1")
        let text = MailReading(text: try #require(mail.body("text/plain")))
        let html = MailReading(html: try #require(mail.body("text/html")))
        #expect(text.chapters.count == message.sections.count + 1)
        #expect(text.chapters.count == html.chapters.count)
        for (said, shown) in zip(text.chapters, html.chapters) { #expect(said == shown) }
        #expect(text.addresses == html.addresses)
        #expect(text.addresses.last == "https://hub.example/unsubscribe/tok_1")
    }

    @Test func `what the bodies say is not nothing`() async throws {
        let mail = try await EmailFixture.received(
            .sample(phase: .identified),
            unsubscribeURL: "https://hub.example/u/1"
        )
        let reading = MailReading(html: try #require(mail.body("text/html")))
        #expect(reading.chapters[0].starts(with: ["Identified", "Checkout", "is", "failing"]))
        for word in ["Severity", "Major", "checkout", "Started", "14:25", "UTC"] {
            #expect(reading.chapters[0].contains(word), "\(word)")
        }
        #expect(reading.chapters[4].starts(with: ["What", "you", "can", "do", "Pay", "by", "invoice"]))
        #expect(reading.chapters.last?.suffix(4) == ["messages", "Market", "Status", "Unsubscribe"])
        #expect(reading.addresses.count == 3)
    }
}
