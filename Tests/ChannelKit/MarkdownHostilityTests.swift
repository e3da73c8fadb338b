// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import ChannelKitTesting
import Testing

/// Markdown made to hurt: nothing crashes, takes long, or gets markup through.
@Suite struct MarkdownHostilityTests {
    private static let unit = 16_384

    private static func many(_ text: String, _ bytes: Int = unit) -> String {
        String(repeating: text, count: bytes / text.utf8.count)
    }

    /// Each is known to make some Markdown reader overflow its stack or take the square of its length.
    private static let bombs: [String] = [
        many(">", 65_536), many("> ") + "a", many("- ") + "a", many("1. ") + "a", many("* ") + "a", many("+ ") + "a",
        many("[", 65_536), many("]"), many("![[]()"), many("[a]("), many("[a](b"), many("[a](<b"), many("[a]["),
        many("*"), many("*a_ "), many("**a ") + many("b** "), many("~~a~"), many("`"), many("<"), many("<a "),
        many("<!--"), many("<![CDATA["), many("&"), many("\\"), many("http://"), many("www._"), many("a@"),
        many("a@b.c"),
        "http://a" + many(")"), "http://a.b" + many("&lt;"), many("|"),
        many("|a") + "\n" + many("|-") + "\n" + many("x\n"),
        "|a|\n|-|\n" + many("|x|\n"), many("[a]: /b\n"), "[a]: https://" + many("b") + "\n\n" + many("[a] "),
        many(String(repeating: ">", count: 200) + "a\n"), String(repeating: "- ", count: 2_000) + "a\n" + many("\n"),
        (0..<160).map { String(repeating: "  ", count: $0) + "- a\n" }.joined() + many("\n"), many("\0"), many("\r"),
        many("👨‍👩‍👧‍👦"), "a" + many("\u{301}"), many("```\n"), many("*_~[`<&>|"), many("a", 600_000),
        many("> [a](b) ", 600_000),
    ]

    @Test(arguments: bombs.indices)
    func `a bomb is read in time and says something or nothing`(_ index: Int) {
        let source = Self.bombs[index]
        let clock = ContinuousClock()
        var size = 0
        let span = clock.measure {
            let markdown = Markdown(source)
            size = markdown.plainText().utf8.count + markdown.html().utf8.count + markdown.singleLine().utf8.count
        }
        // Far more than the 50 ms it takes, for the sake of a loaded machine and a debug build.
        #expect(span < .seconds(20))
        #expect(size < 40 * 1_024 * 1_024)
    }

    @Test func `too wide a table is text, a real one is a table`() {
        let wide = String(repeating: "|a", count: 500) + "|\n" + String(repeating: "|-", count: 500) + "|\n"
        #expect(!Markdown(wide + String(repeating: "x\n", count: 500)).html().contains("<table>"))
        let real = "|a|b|c|\n|-|-|-|\n" + String(repeating: "|1|2|3|\n", count: 500)
        #expect(Markdown(real).html().contains("<table>"))
    }

    @Test func `what is not worth reading is shown as it is`() {
        let brackets = "**see**\n\n" + String(repeating: "[", count: 10_001)
        #expect(Markdown(brackets).plainText() == brackets)
        #expect(Markdown(brackets).html() == "<p>**see**</p>\n<p>" + String(repeating: "[", count: 10_001) + "</p>")
        let long = String(repeating: "a **b** ", count: 40_000)
        #expect(Markdown(long).plainText() == long)
    }

    @Test func `a long address is not repeated without end`() {
        let source =
            "[a]: https://" + String(repeating: "b", count: 16_000) + "\n\n" + String(repeating: "[a] ", count: 4_000)
        let html = Markdown(source).html()
        #expect(html.contains("<a href=") && html.utf8.count < 3 * 1_024 * 1_024)
    }

    @Test func `a framed table inside code stays as it is`() {
        let frame = "+" + String(repeating: "-", count: 120) + "+\n" + String(repeating: ">", count: 5)
        #expect(Markdown("```\n\(frame)\n```").plainText() == frame)
    }

    @Test func `nesting is kept as deep as anyone writes and flattened below`() {
        let deep = Markdown(String(repeating: "> ", count: 30) + "the end")
        #expect(deep.plainText() == String(repeating: "> ", count: 24) + "the end")
        #expect(
            Markdown(String(repeating: "**a ", count: 40) + String(repeating: "b** ", count: 40)).plainText()
                .contains("a a a")
        )
    }

    @Test func `random markup never gets a tag or an unsafe address through`() {
        var generator = SeededGenerator(seed: 20_261_121)
        let pieces = [
            "<script>", "</p>", "<a href=\"", "\">", "'", "&", "&lt;", "[", "](", ")", "javascript:",
            "https://a.example/", "data:",
            "*", "**", "_", "~~", "`", "```\n", "\n", "\n\n", "> ", "- ", "1. ", "#", "|", "\n|-|-|\n", "\\", "<!--",
            "-->", "\u{0}",
            "\u{202E}", "é", "👩‍👩‍👧‍👦", "onerror=", "mailto:a@b.c", "<https://", ">", "ünd ", " ", "a", "\r\n", "\t", "![",
            "<img src=x>",
        ]
        let tags: Set<String> = [
            "p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "table", "thead",
            "tbody", "tr",
            "th", "td", "hr", "br", "em", "strong", "del", "a",
        ]
        for _ in 0..<2_000 {
            let source = (0..<Int.random(in: 1...40, using: &generator))
                .map { _ in pieces.randomElement(using: &generator) ?? "" }
                .joined()
            let html = Markdown(source).html()
            for tag in html.split(separator: "<").dropFirst(html.hasPrefix("<") ? 0 : 1) {
                let name = tag.prefix { $0 != ">" && $0 != " " }.drop { $0 == "/" }
                #expect(tags.contains(String(name)), "\(source.debugDescription) → \(html)")
                if name == "a", !tag.hasPrefix("/") {
                    let isSafe = ["http://", "https://", "mailto:", "tel:"].contains { tag.hasPrefix("a href=\"\($0)") }
                    #expect(isSafe, "\(source.debugDescription) → \(html)")
                }
                let attributes = tag.prefix { $0 != ">" }
                #expect(!attributes.contains("'") && attributes.count { $0 == "\"" } % 2 == 0, "\(html)")
            }
            #expect(!html.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" && $0 != "\r" })
        }
    }

    @Test func `every word of a plain source comes out in every form`() {
        var generator = SeededGenerator(seed: 7)
        let pieces = ["- ", "> ", "# ", "1. ", "\n", "\n\n", " ", " ", "**", "_", "\\", "~~", "|"]
        for _ in 0..<500 {
            let words = (0..<20).map { "w\($0)x" }
            let source = words.map { $0 + (pieces.randomElement(using: &generator) ?? "") }.joined()
            let markdown = Markdown(source)
            for text in [markdown.plainText(), markdown.html(), markdown.singleLine()] {
                for word in words { #expect(text.contains(word), "\(source.debugDescription) lost \(word)") }
            }
            #expect(!markdown.singleLine().contains { $0.isNewline })
        }
    }
}
