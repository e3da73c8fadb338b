// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Slack
import Testing

@Suite struct SlackContentTests {
    private func body(_ message: Message) async throws -> SlackRequestBody {
        let fixture = try SlackFixture()
        try await fixture.deliver(message)
        return try #require(try fixture.bodies.first)
    }

    @Test func `a message has a header, its state in words, its sections and a link to the rest`() async throws {
        let body = try await body(.sample())
        #expect(body.text == "🟠 Checkout is failing for some buyers — Major · Identified")
        #expect(body.blocks.first?.type == "header")
        #expect(body.blocks.first?.text?.text == "🟠 Checkout is failing for some buyers")
        let texts = body.blocks.flatMap(\.texts).map(\.text)
        #expect(texts[1].hasPrefix("*Major · Identified*\n*Affected:* checkout, payments\n*Next update:* "))
        #expect(texts.contains("*Impact*\nBuyers cannot pay by card. Baskets are kept, and nobody is charged twice."))
        #expect(texts.contains("*What you can do*\n• Pay by invoice\n• Try again after 15:00 UTC"))
        #expect(
            texts.contains {
                $0.hasPrefix("<https://status.market.example/") && $0.hasSuffix("|History and current status>")
            }
        )
        #expect(body.blocks.last?.type == "context")
    }

    @Test func `German readers get German words, and an exercise its mark`() async throws {
        let body = try await body(.sample(locale: "de", isDrill: true))
        #expect(body.text.hasPrefix("🟠 [ÜBUNG] "))
        #expect(body.blocks.first?.text?.text.contains("[ÜBUNG]") == true)
        let texts = body.blocks.flatMap(\.texts).map(\.text).joined(separator: "\n")
        #expect(texts.contains("*Schwer · Ursache gefunden*") && texts.contains("*Betroffen:*"))
        #expect(texts.contains("|Verlauf und aktueller Stand>"))
    }

    @Test func `what is over says so and waits for no next update`() async throws {
        let body = try await body(.sample(phase: .resolved))
        #expect(body.text.hasPrefix("✅ ") && body.text.hasSuffix("Major · Resolved"))
        #expect(body.blocks[1].text?.text.contains("Next update") == false)
    }

    @Test func `a title that no header holds becomes a section`() async throws {
        let title = String(repeating: "Checkout is failing ", count: 12)
        let body = try await body(.sample(title: title))
        #expect(body.blocks.first?.type == "section")
        #expect(body.blocks.first?.text?.text.contains(title.dropLast()) == true)
    }

    @Test func `a long section is carried by several blocks, with nothing lost`() async throws {
        let words = (0..<900).map { "word\($0)" }
        let body = try await body(.sample(sections: [Section(.whatHappened, words.joined(separator: " "))]))
        let text = body.blocks.flatMap(\.texts).map(\.text).joined(separator: "\n")
        let seen = Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
        #expect(words.allSatisfy(seen.contains))
        #expect(body.blocks.count { $0.type == "section" } >= 4)
    }

    @Test(arguments: [("word ", 5), ("R&D ", 4), ("Zürich ", 7), ("👩‍👩‍👧‍👦 ", 12)])
    func `a text of any length fits its blocks`(word: String, width: Int) async throws {
        for length in stride(from: 2_400, through: 4_000, by: 50) {
            let text = String(repeating: word, count: length / width)
            let body = try await body(.sample(sections: [Section(.impact, text)]))
            let longest = body.blocks.flatMap(\.texts).map(\.text.utf16.count).max() ?? 0
            #expect(longest <= 3_000, "\(length) of “\(word)”")
        }
    }

    @Test func `what does not fit is told`() throws {
        let fixture = try SlackFixture()
        let long = String(repeating: "It goes on and on. ", count: 1_000)
        let message = Message.sample(sections: [Section(.whatHappened, long), Section(.help, long)])
        let findings = try fixture.delivery(message).rendering.findings
        #expect(findings.map(\.rule) == ["section_dropped", "text_truncated"])
    }

    @Test func `a destination that nothing opens is told of`() throws {
        let fixture = try SlackFixture(token: nil)
        #expect(try fixture.delivery().rendering.findings.map(\.rule) == ["no_credentials"])
        #expect(try fixture.delivery(secret: "env:OWN").rendering.findings.isEmpty)
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) async throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(try await body(.plannedSample(locale: locale)).blocks[1].texts[0].text.contains(time))
        #expect(try await !body(.plannedSample(.completed, locale: locale)).blocks[1].texts[0].text.contains(time))
    }
}
