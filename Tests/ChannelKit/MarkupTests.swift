// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing

/// A dialect whose every mark can be told from text.
private struct Brackets: MarkupDialect {
    func text(_ words: String) -> String {
        MassMentions.neutralised(words).map { "[]".contains($0) ? "\\\($0)" : String($0) }.joined()
    }
    func code(_ code: String) -> String { "[code:\(text(code))]" }
    func codeBlock(_ code: String, language: String?) -> String { "[block:\(text(code))]" }
    func strong(_ inner: String) -> String { "[b:\(inner)]" }
    func emphasis(_ inner: String) -> String { "[i:\(inner)]" }
    func strikethrough(_ inner: String) -> String { "[s:\(inner)]" }
    func link(_ address: String, _ label: String) -> String { "[link:\(address)|\(label)]" }
}

@Suite struct MarkupTests {
    @Test(arguments: [
        ("Some **payments** _fail_ ~~always~~ `now`.", "Some [b:payments] [i:fail] [s:always] [code:now]."),
        ("# Title\n\nText [here](https://example.com/a).", "[b:Title]\n\nText [link:https://example.com/a|here]."),
        ("- one\n- two\n  - three\n", "• one\n• two\n  • three"),
        ("3. three\n4. four", "3. three\n4. four"),
        ("> quoted\n> text", "> quoted text"),
        ("```\nx = 1\n\ny = 2\n```", "[block:x = 1\n\ny = 2]"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "[b:a] | [b:b]\n1 | 2"),
        ("[bad](javascript:alert(1))", "bad"),
        (
            "![](https://example.com/x.png) ![chart](https://example.com/y.png)",
            "[link:https://example.com/x.png|https://example.com/x.png] chart"
        ),
        ("\\[not a mark\\]", "\\[not a mark\\]"),
        (
            "@everyone, write to ada@example.com",
            "@\u{2060}everyone, write to [link:mailto:ada@example.com|ada@example.com]"
        ),
    ])
    func `Markdown is written in a dialect`(source: String, expected: String) {
        #expect(Markdown(source).blocks.written(in: Brackets()) == expected)
    }

    @Test(arguments: [
        ("@everyone", "@\u{2060}everyone"), ("hi @here @channel", "hi @\u{2060}here @\u{2060}channel"),
        ("a@b.example", "a@b.example"), ("(@all)", "(@\u{2060}all)"), ("none", "none"), ("@@x", "@\u{2060}@\u{2060}x"),
    ])
    func `nobody is called on by a mention`(text: String, expected: String) {
        #expect(MassMentions.neutralised(text) == expected)
    }

    @Test func `a cut ends behind a whole word, in an ellipsis, within its marks`() {
        let blocks = Markdown("Some **payments fail** for buyers.\n\nOrders are safe.").blocks
        #expect(blocks.cut(to: 100).written(in: Brackets()) == "Some [b:payments fail] for buyers.\n\nOrders are safe.")
        #expect(blocks.cut(to: 16).written(in: Brackets()) == "Some [b:payments]…")
        #expect(blocks.cut(to: 0).isEmpty)
    }

    @Test(arguments: HostileMessages.all)
    func `a message of any kind is cut until it fits, with every mark whole`(hostile: HostileMessage) {
        let limit = TextLimit(600, .scalars)
        let fitted = hostile.message.fitted(
            dropOrder: ChannelManifest.defaultDropOrder,
            fits: { limit.holds($0) },
            write: { marked in
                let title = TextLimit(100, .scalars).truncate(marked.message.headline)
                return ([Brackets().text(title)] + marked.passages.map { $0.blocks.written(in: Brackets()) })
                    .joined(separator: "\n")
            }
        )
        #expect(limit.holds(fitted.output))
        var depth = 0
        var isEscaped = false
        for character in fitted.output.unicodeScalars {
            defer { isEscaped = character == "\\" && !isEscaped }
            guard !isEscaped else { continue }
            if character == "[" { depth += 1 }
            if character == "]" { depth -= 1 }
            guard depth >= 0 else { break }
        }
        #expect(depth == 0)
    }

    @Test(arguments: 0..<40)
    func `what is cut is never longer than asked, and more room never gives less`(seed: UInt64) {
        var texts = RandomText(seed: seed)
        let source = (0..<4)
            .map { _ in "\(texts.next()) **\(texts.next(upTo: 8))** [\(texts.next(upTo: 4))](https://example.com/a)" }
            .joined(separator: "\n\n- ")
        let blocks = Markdown(source).blocks
        var last = -1
        for length in stride(from: 0, through: blocks.length + 1, by: 7) {
            let cut = blocks.cut(to: length)
            #expect(cut.length <= length)
            #expect(cut.length >= last - 40)
            last = max(last, cut.length)
        }
        #expect(blocks.cut(to: blocks.length) == blocks)
    }

    @Test(arguments: HostileMessages.all)
    func `knowing how much can fit at the most saves work and changes nothing`(hostile: HostileMessage) {
        let limit = TextLimit(600, .scalars)
        var written: [Int] = []
        let fitted = [Int.max, limit.max]
            .map { longest in
                written.append(0)
                return hostile.message.fitted(
                    dropOrder: ChannelManifest.defaultDropOrder,
                    longest: longest,
                    fits: { limit.holds($0) },
                    write: { marked in
                        written[written.count - 1] += marked.length
                        return marked.passages.map { $0.blocks.written(in: Brackets()) }.joined(separator: "\n")
                    }
                )
            }
        #expect(fitted[0].dropped == fitted[1].dropped && fitted[0].wasCut == fitted[1].wasCut)
        #expect(fitted[0].output == fitted[1].output)
        #expect(written[1] <= written[0])
    }

    @Test func `sections go before anything is cut, and the one that matters stays`() {
        let message = Message.sample(sections: [
            Section(.whatHappened, String(repeating: "It fails. ", count: 50)),
            Section(.help, String(repeating: "Write to us. ", count: 50)),
        ])
        let fitted = message.fitted(dropOrder: [.help, .whatHappened], fits: { $0.count <= 300 }) { marked in
            marked.passages.map { $0.blocks.written(in: Brackets()) }.joined(separator: "\n")
                + (marked.wasCut ? "+" : "")
        }
        #expect(fitted.dropped == [.help])
        #expect(
            fitted.wasCut && fitted.output.hasSuffix("…+") && fitted.output.count <= 300 && fitted.output.count > 280
        )
        #expect(fitted.findings(part: "text").map(\.rule) == ["section_dropped", "text_truncated"])
    }
}
