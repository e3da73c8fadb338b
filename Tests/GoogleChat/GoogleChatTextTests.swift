// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import GoogleChat
import Testing

@Suite struct GoogleChatTextTests {
    private func text(_ message: Message) throws -> String {
        let rendering = try GoogleChatFixture().channel.render(message, for: GoogleChatFixture.destination())
        return try #require(rendering["text"])
    }

    @Test func `an update is laid out for a person to read`() throws {
        let message = Message.sample(sections: [
            Section(.whatHappened, "Payments **fail** with `card_declined`."),
            Section(.whatYouCanDo, "- Pay by invoice\n- [Read more](https://help.example/a)"),
        ])
        let time = Message.readable(message.facts.publishedAt, locale: .english)
        let next = try #require(message.facts.nextUpdateAt.map { Message.readable($0, locale: .english) })
        let link = try #require(message.facts.link)
        #expect(
            try text(message) == """
                🟠 *Checkout is failing for some buyers*
                _Major · Identified · checkout, payments · \(time)_

                *What happened*
                Payments *fail* with `card_declined`.

                *What you can do*
                • Pay by invoice
                • <https://help.example/a|Read more>

                Next update: \(next)
                <\(link)|\(link)>
                """
        )
    }

    @Test(arguments: HostileMessages.all)
    func `no message breaks the marks, calls on anybody or is too long`(_ hostile: HostileMessage) throws {
        let text = try text(hostile.message)
        #expect(text.utf8.count <= 32_000)
        #expect(GoogleChatReading(text).flaws == [])
        #expect(!text.contains("<users/"))
        #expect(!text.contains(/(^|[^\p{L}\p{N}\/])@[A-Za-z]/))
    }

    @Test(arguments: [
        ("5 * 3 ~ 2 ` x", "5 ∗ 3 ∼ 2 ˋ x"), ("card_declined \\_x\\_", "card_declined ˍxˍ"),
        ("\\<users/all> 1 < 2", "<\u{2060}users/all> 1 <\u{2060} 2"), ("`<users/all>`", "`<\u{2060}users/all>`"),
        ("**a\\*b**", "*a∗b*"), ("~~gone~~", "~gone~"), ("_so_", "_so_"),
        ("_card_declined fails_", "card_declined fails"),
        ("**a\\\nb**", "*a*\n*b*"), ("> **a\\\n> b**", "> *a*\n> *b*"), ("```\nx = `y`\n```", "```\nx = ˋyˋ\n```"),
        ("[a|b>](https://a.example/x|y)", "<https://a.example/x%7Cy|ab>"), ("@all", "@\u{2060}all"),
    ])
    func `each kind of Markdown has its mark, and nothing else is one`(_ markdown: String, _ expected: String) throws {
        #expect(try text(.sample(sections: [Section(.impact, markdown)])).contains("\n\(expected)\n"))
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(try text(.plannedSample(locale: locale)).contains(time))
        #expect(try !text(.plannedSample(.completed, locale: locale)).contains(time))
    }
}

/// Reads marks as Google Chat does: within a line, links and code first.
struct GoogleChatReading {
    private(set) var flaws: [String] = []

    init(_ text: String) {
        let pieces = text.split(separator: "```", omittingEmptySubsequences: false)
        if pieces.count.isMultiple(of: 2) { flaws.append("a block of code is never closed") }
        for (index, piece) in pieces.enumerated() where index.isMultiple(of: 2) {
            for line in piece.split(whereSeparator: \.isNewline) {
                let rest = line.replacing(/<(https?|mailto|tel):[^<>|]*\|[^<>|]*>/.ignoresCase(), with: "")
                    .replacing(/`[^`]+`/, with: "")
                    .replacing(/[\p{L}\p{N}]_(?=[\p{L}\p{N}])/, with: "")
                for mark in "*_~" where !rest.count(where: { $0 == mark }).isMultiple(of: 2) {
                    flaws.append("\(mark) is not closed in: \(line.prefix(80))")
                }
                if rest.contains("`") { flaws.append("a backtick is not closed in: \(line.prefix(80))") }
                if rest.contains(/<[^\s\u{2060}]/) { flaws.append("a bare < in: \(line.prefix(80))") }
            }
        }
    }
}
