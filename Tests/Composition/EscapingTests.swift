// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Composition
import Testing

@Suite struct EscapingTests {
    private let escape = MarkdownContentType()

    @Test(arguments: [
        "# heading", "## impact", "heading #", "- item", "+ item", "* item", "1. item", "12) item", "> quote", "---",
        "===",
        "***", "___", "```", "~~~", "`code`", "*a*", "**a**", "_a_", "__a__", "~~a~~", "[a](https://evil.example)",
        "![a](https://evil.example/x.png)", "[a]: https://evil.example", "<https://evil.example>", "<b>bold</b>",
        "<script>alert(1)</script>", "https://evil.example/path", "www.evil.example", "WWW.evil.example", "a | b",
        "|---|---|", ":--", "&lt;b&gt;", "&#42;a&#42;", "a\\", "\\*a\\*", "R&D", "AT&T; and more", "a!", "    code",
        "\tcode",
        "![", "]", "a) b", "ftp://evil.example", "{{incident.title}}", "C:\\temp", "5 * 3 = 15", "*", "_", "1", "1.",
        "-",
        "Grüße & Küsse 👩‍👩‍👧", "a_b_c", "x^2", "“quoted”", "$5", "100%",
    ])
    func `a value shows as it is written, wherever it stands`(_ value: String) {
        let shown = LineContentType().escapeText(value)
        let escaped = escape.escapeText(value)
        #expect(Markdown(escaped).plainText() == shown)
        #expect(Markdown("Before \(escaped) after").plainText() == "Before \(shown) after")
        #expect(
            Markdown("a\n\(escaped)\nb").singleLine() == Markdown("a\nX\nb").singleLine().replacing("X", with: shown)
        )
        #expect(Markdown("- \(escaped)").plainText() == "- \(shown)")
        let html = Markdown(escaped).html()
        #expect(
            ["<a", "<img", "<em", "<strong", "<h", "<code", "<ul", "<ol", "<del", "<table"]
                .allSatisfy { !html.contains($0) }
        )
    }

    @Test func `line breaks and control characters become spaces or nothing`() {
        #expect(escape.escapeText("a\r\nb\n\n# c\u{2028}d\u{0}e\u{1B}f\u{202E}g ") == "a b # c defg")
        #expect(LineContentType().escapeText("\n a \t b \n") == "a b")
    }

    @Test func `what needs no escape gets none`() {
        #expect(
            escape.escapeText("Card payments (Visa), 5% off: R&D + more - and 3.5 #2!?")
                == "Card payments (Visa), 5% off: R&D + more - and 3.5 #2!?"
        )
        #expect(escape.escapeText("Sat 21 Nov 2026, 14:05 UTC") == "Sat 21 Nov 2026, 14:05 UTC")
    }

    @Test(arguments: ["@everyone", "@here", "@channel", "hi @All of you", "@Everyone, hello"])
    func `nobody is called by a value`(_ value: String) {
        let escaped = escape.escapeText(value)
        #expect(escaped.contains("@\u{2060}"))
        #expect(escaped.replacing("\u{2060}", with: "") == value)
    }

    @Test func `an address of mail stays as it is`() {
        #expect(escape.escapeText("ada@example.com") == "ada@example.com")
    }

    @Test func `titles carry no escapes`() throws {
        let files = Samples.files(
            "variables:\n  v:\n    type: string\n    required: true\n    description: x\n",
            ["en.md": Samples.text("{{v}}", title: "About {{v}}")]
        )
        let message = try Samples.compose(files, ["v": "*a* _b_\n[c]"]).messageSet.standard
        #expect(message.title == "About *a* _b_ [c]")
        #expect(message[.whatHappened] == "\\*a\\* \\_b\\_ \\[c\\]")
    }

    @Test func `Markdown in a text takes effect`() throws {
        let files = Samples.files(
            "variables:\n  v:\n    type: text\n    required: true\n    description: x\n",
            ["en.md": Samples.text("{{v}}")]
        )
        let message = try Samples.compose(files, ["v": "**a**\r\n\r\n## impact\r\n- b"]).messageSet.standard
        #expect(message.sections == [Section(.whatHappened, "**a**\n\n## impact\n- b")])
    }

    @Test func `no random value changes the structure around it`() {
        var generator = SeededGenerator(state: 20_261_121)
        let alphabet =
            Array(" \n\t\\`*_{}[]()<>#+-.!|~&=:;/@^$\"'0123456789abwhtps\u{A0}äß漢👍🏽\u{301}\u{200D}\u{2028}")
            .map(String.init)
            + [
                "www.", "http://", "https://", "](", "![", "```", "&amp;", "&#35;", "---", "{{", "}}", "1. ", "\n\n",
                "<b>", "-->",
            ]
        for _ in 0..<3_000 {
            let length = Int.random(in: 0...24, using: &generator)
            let value = (0..<length).map { _ in alphabet.randomElement(using: &generator) ?? "" }.joined()
            // An address of mail is a link of its own, by what it is; see above.
            let text = value.replacing("@", with: "")
            let shown = LineContentType().escapeText(text)
            guard !shown.isEmpty else { continue }
            let escaped = MarkdownContentType().escapeText(text)
            #expect(Markdown(escaped).plainText() == shown, "\(text.debugDescription)")
            #expect(
                Markdown("before\n\n> - one \(escaped)\n\nafter").plainText() == "before\n\n> - one \(shown)\n\nafter",
                "\(text.debugDescription)"
            )
        }
    }
}

/// A small generator with a fixed start (splitmix64), so that a failure comes again.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
