// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Testing

@Suite struct MarkdownTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let source: String
        let expected: String

        init(_ source: String, _ expected: String) {
            self.source = source
            self.expected = expected
        }

        var testDescription: String { source }
    }

    @Test(arguments: [
        Case("", ""),
        Case("Plain words.", "Plain words."),
        Case("One\ntwo", "One two"),
        Case("One  \ntwo", "One\ntwo"),
        Case("One\r\n\r\ntwo\r\n", "One\n\ntwo"),
        Case("# Head\ntext", "Head\n\ntext"),
        Case("**bold** _soft_ `code`", "bold soft code"),
        Case("It is ~~fixed~~ broken", "It is ~~fixed~~ broken"),
        Case("- a\n- b\n  - c", "- a\n- b\n  - c"),
        Case("1. a\n2. b", "1. a\n2. b"),
        Case("9. a\n10. b\n\n    more", "9. a\n\n10. b\n\n    more"),
        Case("- a\n\n- b", "- a\n\n- b"),
        Case("> quoted\n>\n> > twice", "> quoted\n>\n> > twice"),
        Case("[help](https://a.example/x)", "help (https://a.example/x)"),
        Case("<https://a.example/x>", "https://a.example/x"),
        Case("see https://a.example/x.", "see https://a.example/x."),
        Case("www.a.example", "www.a.example"),
        Case("ada@example.com", "ada@example.com"),
        Case("[](https://a.example)", "https://a.example"),
        Case("[a](javascript:alert(1))", "a"),
        Case("![graph](https://a.example/g.png)", "graph"),
        Case("![](https://a.example/g.png)", "https://a.example/g.png"),
        Case("```\nlet x = 1\n\n  y\n```", "let x = 1\n\n  y"),
        Case("| a | b |\n|---|--:|\n| 1 | 2 |\n| 3 |", "a | b\n1 | 2\n3 | "),
        Case("a\n\n---\n\nb", "a\n\n---\n\nb"),
        Case("<b>raw</b> &amp; <script>x</script>", "<b>raw</b> & <script>x</script>"),
        Case("<div>\nraw\n</div>", "<div>\nraw\n</div>"),
        Case("\\*no\\*", "*no*"),
        Case("5 * 3 _x_y", "5 * 3 _x_y"),
        Case("a\u{0}b\u{7}\u{1B}[31m\u{9B}c\u{7F}", "ab[31mc"),
    ])
    func `plain text reads well`(_ example: Case) {
        #expect(Markdown(example.source).plainText() == example.expected)
    }

    @Test(arguments: [
        Case("a < b & \"c\" 'd'", "<p>a &lt; b &amp; &quot;c&quot; &#39;d&#39;</p>"),
        Case(
            "# T\n\n**b** *i* ~~s~~ `c<`",
            "<h1>T</h1>\n<p><strong>b</strong> <em>i</em> <del>s</del> <code>c&lt;</code></p>"
        ),
        Case(
            "[x](https://a.example/?a=1&b=\"2\")",
            "<p><a href=\"https://a.example/?a=1&amp;b=&quot;2&quot;\" rel=\"noopener noreferrer\">x</a></p>"
        ),
        Case("[x](javascript:alert%281%29)", "<p>x</p>"),
        Case("[x](JaVaScRiPt:a)", "<p>x</p>"),
        Case("[x](data:text/html,y)", "<p>x</p>"),
        Case("[x](/relative)", "<p>x</p>"),
        Case("[x](tel:+491)", "<p><a href=\"tel:+491\" rel=\"noopener noreferrer\">x</a></p>"),
        Case("![alt](https://a.example/x.png)", "<p>alt</p>"),
        Case("<img src=x onerror=y>", "<p>&lt;img src=x onerror=y&gt;</p>"),
        Case("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        Case("3. a", "<ol start=\"3\">\n<li>a</li>\n</ol>"),
        Case("- a\n\n- b", "<ul>\n<li><p>a</p></li>\n<li><p>b</p></li>\n</ul>"),
        Case("> q", "<blockquote>\n<p>q</p>\n</blockquote>"),
        Case("```swift\na<b\n```", "<pre><code>a&lt;b</code></pre>"),
        Case(
            "|a|b|\n|:-:|--:|\n|1|<i>|",
            "<table>\n<thead><tr><th align=\"center\">a</th><th align=\"right\">b</th></tr></thead>\n"
                + "<tbody><tr><td align=\"center\">1</td><td align=\"right\">&lt;i&gt;</td></tr></tbody>\n</table>"
        ),
        Case("a  \nb\nc", "<p>a<br>\nb\nc</p>"),
        Case("***", "<hr>"),
    ])
    func `HTML has our tags only`(_ example: Case) {
        #expect(Markdown(example.source).html() == example.expected)
    }

    @Test(arguments: [
        Case("# A\n\nb  \nc\n\n> d", "A b c d"),
        Case("- one\n- two.\n- three", "one; two. three"),
        Case("|a|b|\n|-|-|\n|1|2|", "a | b; 1 | 2"),
        Case("see [x](https://a.example)", "see x (https://a.example)"),
        Case("```\na\n\n b\n```", "a b"),
        Case("  a\u{2028}b\t\u{3000} c\u{A0}d  ", "a b c\u{A0}d"),
        Case("\n\n", ""),
    ])
    func `one line holds everything`(_ example: Case) {
        #expect(Markdown(example.source).singleLine() == example.expected)
    }

    @Test func `many texts can be read at once and none loses its marks`() async {
        let source = "~~gone~~ https://a.example/x | a |\n\n|a|b|\n|-|-|\n|~~1~~|www.b.example|"
        let expected = Markdown(source).html()
        #expect(expected.contains("<del>gone</del>") && expected.contains("<table>"))
        await withTaskGroup(of: Int.self) { tasks in
            for _ in 0..<8 {
                tasks.addTask { (0..<200).count { _ in Markdown(source).html() != expected } }
            }
            for await wrong in tasks { #expect(wrong == 0) }
        }
    }

    @Test func `a tree of blocks is there for other dialects`() {
        let blocks = Markdown("## Now\n\n- *all* [well](https://a.example)").blocks
        #expect(
            blocks == [
                .heading(level: 2, [.text("Now")]),
                .list(
                    start: nil,
                    isTight: true,
                    items: [
                        [
                            .paragraph([
                                .emphasis([.text("all")]), .text(" "),
                                .link(address: "https://a.example", [.text("well")]),
                            ])
                        ]
                    ]
                ),
            ]
        )
    }
}
