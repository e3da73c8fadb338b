// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Teams
import Testing

@Suite struct TeamsCardTests {
    @Test(arguments: [
        ("Some **payments** _fail_ ~~always~~ `a_b`.", "Some **payments** _fail_ always a\\_b."),
        ("[pay](https://example.com/a_(b))", "[pay](https://example.com/a_%28b%29)"),
        ("2 \\* 3 \\[x\\]", "2 \\* 3 \\[x\\]"), ("1\\. one", "1\\. one"), ("\\# one", "\\# one"),
        ("a \\<at>Ada\\</at> b", "a <\u{2060}at>Ada<\u{2060}/at> b"),
        ("R&D &amp;amp; x & y", "R&\u{2060}D &\u{2060}amp; x & y"),
        ("@everyone", "@\u{2060}everyone"),
    ])
    func `Markdown is written as cards have it`(source: String, expected: String) {
        #expect(Markdown(source).blocks.written(in: TeamsDialect()) == expected)
    }

    @Test(arguments: HostileMessages.all)
    func `every message keeps the limit, leaves no mark open and holds no tag`(hostile: HostileMessage) throws {
        for message in [hostile.message, hostile.message.inOneSection] {
            let fixture = try TeamsFixture()
            let request = try fixture.channel.request(for: try fixture.delivery(message))
            #expect(request.body.count <= 28_000)
            let card = try fixture.card(message)
            #expect(!card.fallbackText.isEmpty && !card.body.isEmpty)
            for text in card.body.flatMap(\.texts) {
                let flaws = CardMarkupShape(text).flaws
                #expect(flaws.isEmpty, "\(hostile.name): \(flaws) in \(text.prefix(300))")
            }
            #expect(card.actions.allSatisfy { $0.type == "Action.OpenUrl" && $0.url.hasPrefix("https://") })
        }
    }

    @Test func `a card has its title, its state in words, its facts, its sections and a button`() throws {
        let card = try TeamsFixture().card()
        #expect(card.type == "AdaptiveCard" && card.version == "1.4")
        #expect(card.fallbackText == "🟠 Checkout is failing for some buyers")
        let texts = card.body.compactMap(\.text)
        #expect(texts.starts(with: ["🟠 Checkout is failing for some buyers", "Major · Identified"]))
        #expect(card.body[1].color == "Attention")
        #expect(card.body[2].facts?.map(\.title) == ["Affected", "Next update", "As of"])
        #expect(texts.contains("- Pay by invoice\n- Try again after 15:00 UTC"))
        #expect(card.body.allSatisfy { $0.type != "TextBlock" || $0.wrap == true })
        #expect(card.actions.map(\.title) == ["History and current status"])
    }

    @Test func `German readers get German words, an exercise its mark, and the end no next update`() throws {
        let card = try TeamsFixture().card(.sample(locale: "de", phase: .resolved, isDrill: true))
        #expect(card.fallbackText.hasPrefix("✅ [ÜBUNG] "))
        #expect(card.body.first?.text?.hasPrefix("✅ \\[ÜBUNG\\] ") == true)
        #expect(card.body[1].text == "Schwer · Behoben" && card.body[1].color == "Good")
        #expect(card.body[2].facts?.map(\.title) == ["Betroffen", "Stand"])
    }

    @Test func `code, quotations and lists become blocks that cards can show`() throws {
        let markdown = "- one\n\n- two\n\n```\n  let x = 1\ny\n```\n\n> quoted\n\n| a | b |\n|---|---|\n| 1 | 2 |"
        let body = try TeamsFixture().card(.sample(sections: [Section(.whatHappened, markdown)])).body.suffix(4)
        #expect(body.map(\.type) == ["TextBlock", "TextBlock", "Container", "TextBlock"])
        #expect(body.compactMap(\.text) == ["- one\n- two", "\u{A0}\u{A0}let x = 1\n\ny", "**a** | **b**\n\n1 | 2"])
        #expect(body.map(\.fontType) == [nil, "Monospace", nil, nil])
        #expect(body.flatMap { $0.items ?? [] }.compactMap(\.text) == ["quoted"])
    }

    @Test func `what does not fit is told`() throws {
        let fixture = try TeamsFixture()
        let long = String(repeating: "It goes on and on. ", count: 2_000)
        let message = Message.sample(sections: [Section(.whatHappened, long), Section(.help, long)])
        #expect(try fixture.delivery(message).rendering.findings.map(\.rule) == ["section_dropped", "text_truncated"])
        let closed = try TeamsFixture(webhook: nil)
        #expect(try closed.delivery().rendering.findings.map(\.rule) == ["no_credentials"])
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(
            try TeamsFixture().card(.plannedSample(locale: locale)).body.flatMap { $0.facts ?? [] }.map(\.value)
                .contains(time)
        )
        #expect(
            try !TeamsFixture().card(.plannedSample(.completed, locale: locale)).body.flatMap { $0.facts ?? [] }
                .map(\.value).contains(time)
        )
    }
}
