// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import Zulip

@Suite struct ZulipTextTests {
    private func text(_ message: Message) throws -> String {
        let rendering = try ZulipFixture().channel
            .render(
                message,
                for: Destination(channel: .sample("ops-zulip"), address: "incidents")
            )
        return try #require(rendering["content"])
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
                🟠 **Checkout is failing for some buyers**
                *Major · Identified · checkout, payments · \(time)*

                **What happened**

                Payments **fail** with `card_declined`.

                **What you can do**

                * Pay by invoice
                * [Read more](https://help.example/a)

                Next update: \(next)
                [\(link)](\(link))
                """
        )
    }

    @Test(arguments: HostileMessages.all)
    func `no message breaks the marks, calls on anybody or is too long`(_ hostile: HostileMessage) throws {
        let text = try text(hostile.message)
        #expect(text.unicodeScalars.count <= 10_000)
        #expect(ZulipReading(text).flaws == [])
        #expect(!text.contains("@*") && !text.contains("@_*"))
        #expect(!text.contains(/(^|[^\p{L}\p{N}\/])@[A-Za-z]/))
    }

    @Test(arguments: [
        ("5 \\* 3 \\` 2", "5 ∗ 3 ˋ 2"), ("\\# no heading", "\u{2060}# no heading"), ("\\> x", "\u{2060}> x"),
        ("\\@\\*\\*all\\*\\*", "@\u{2060}∗∗all∗∗"), ("`@**all**`", "`@\u{2060}**all**`"),
        ("$$x$$", "$\u{2060}$x$\u{2060}$"),
        ("\\[a\\](b)", "[a]\u{2060}(b)"), ("\\<time:2026>", "<\u{2060}time:2026>"), ("\\&lt;", "&\u{2060}lt;"),
        ("~~gone~~", "~~gone~~"), ("_so_", "*so*"), ("_x^y_", "x^y"), ("**_both_**", "*both*"),
        ("> quoted", "> quoted"),
        ("> **a\\\n> b**", "> **a**\n> **b**"), ("3. three", "3. three"), ("- a\n  - b", "* a\n  * b"),
        ("```math\nx = `y`\n```", "```text\nx = `y`\n```"), ("a\\\\`b`", "a\\\u{2060}`b`"),
        ("[a](https://a.example/x_(y))", "[a](https://a.example/x_%28y%29)"),
    ])
    func `each kind of Markdown has its mark, and nothing else is one`(_ markdown: String, _ expected: String) throws {
        #expect(try text(.sample(sections: [Section(.impact, markdown)])).contains("\n\n\(expected)\n\n"))
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(try text(.plannedSample(locale: locale)).contains(time))
        #expect(try !text(.plannedSample(.completed, locale: locale)).contains(time))
    }
}

/// Reads marks as Zulip's server does: blocks of code, then code, links and emphasis within a line.
struct ZulipReading {
    private(set) var flaws: [String] = []

    init(_ text: String) {
        let pieces = text.split(separator: "```", omittingEmptySubsequences: false)
        if pieces.count.isMultiple(of: 2) { flaws.append("a block of code is never closed") }
        for (index, piece) in pieces.enumerated() where index.isMultiple(of: 2) {
            for line in piece.split(whereSeparator: \.isNewline) {
                let rest = line.replacing(/^[ >]*((\*|\d+\.) +)*/, with: "")
                    .replacing(/`[^`]+`/, with: "")
                    .replacing(/\]\((https?|mailto|tel):[^()]*\)/.ignoresCase(), with: "]")
                    .replacing("**", with: "\u{1}")
                for mark in "\u{1}*~" where !rest.count(where: { $0 == mark }).isMultiple(of: 2) {
                    flaws.append("\(mark) is not closed in: \(line.prefix(80))")
                }
                if rest.contains("`") { flaws.append("a backtick is not closed in: \(line.prefix(80))") }
                if rest.contains("](") || rest.contains("$$") || rest.contains("<time") {
                    flaws.append("a mark in: \(line.prefix(80))")
                }
            }
        }
    }
}
