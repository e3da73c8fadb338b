// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct PlainDialectTests {
    private func post(_ markdown: String) -> String { Markdown(markdown).blocks.written(in: PlainDialect()) }
    private func notification(_ markdown: String) -> String {
        Markdown(markdown).blocks.written(in: NotificationDialect())
    }

    @Test(arguments: [
        ("**a** *b* `c`", "a b c"),
        ("~~old~~", "~~old~~"),
        ("[docs](https://a.example/x)", "docs (https://a.example/x)"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("[a](mailto:b@c.example)", "a"),
        ("[profile](https://a.example/@b)", "profile (https://a.example/%40b)"),
        ("@everyone", "@\u{2060}everyone"),
        ("＠ada", "＠\u{2060}ada"),
        ("a\u{7}b\u{F0000}c", "abc"),
    ])
    func `a post without marks shows addresses and mentions nobody`(_ markdown: String, _ text: String) {
        #expect(post(markdown) == text)
    }

    @Test(arguments: [
        ("**a** *b* `c`", "a b c"),
        ("[docs](https://a.example/x)", "docs (https://a.example/x)"),
        ("<https://a.example/x>", "https://a.example/x"),
        ("~~old~~", "~~old~~"),
    ])
    func `a notification has words alone`(_ markdown: String, _ text: String) {
        #expect(notification(markdown) == text)
    }

    @Test func `a notification's line has no control characters and is cut within its bytes`() {
        #expect(NotificationDialect.line("a\nb\u{1B}c", longest: 10) == "abc")
        let line = NotificationDialect.line(String(repeating: "ä", count: 20), longest: 11)
        #expect(line.utf8.count <= 11 && line.hasSuffix("…"))
    }

    /// What a reader of Markdown sees in what was written: the same words as in the source.
    @Test(arguments: [
        "a *b* **c** ~~d~~", "1\\. not a list", "\\# no heading", "a\\_b\\_c", "`` a ` b ``", "- one\n- two",
        "[x](https://a.example/b)", "> quoted",
    ])
    func `what is written as CommonMark reads as what was meant`(_ source: String) {
        let words = { (text: String) in Markdown(text).plainText().filter { $0.isLetter || $0.isNumber || $0 == "#" } }
        #expect(words(Markdown(source).blocks.written(in: CommonMarkDialect())) == words(source))
    }
}
