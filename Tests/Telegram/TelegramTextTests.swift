// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Telegram
import Testing

@Suite struct TelegramTextTests {
    private func text(_ message: Message) throws -> String {
        let channel = try TelegramFixture().channel
        let rendering = try channel.render(
            message,
            for: Destination(channel: .sample("ops-telegram"), address: "-1001234567890")
        )
        return try #require(rendering["text"])
    }

    @Test func `an update is laid out for a person to read`() throws {
        let expected = """
            🟠 <b>Checkout is failing for some buyers</b>
            <i>Major · Identified · checkout, payments · Sat 21 Nov 2026, 14:05 UTC</i>

            <b>What happened</b>
            Since <b>13:35 UTC</b> about a third of all payments fail with the error <code>card_declined</code>.

            <b>Impact</b>
            Buyers cannot pay by card. Baskets are kept, and nobody is charged twice.

            <b>What we are doing</b>
            We have found the cause and are rolling back the change behind it.

            <b>What you can do</b>
            • Pay by invoice
            • Try again after 15:00 UTC

            <b>Next update</b>
            We report again by 14:25 UTC.

            <b>Help</b>
            See <a href="https://help.market.example/payments">our help pages</a>.

            https://status.market.example/status/incidents/inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R
            """
        #expect(try text(.sample()) == expected)
    }

    @Test func `without a section for it, the time of the next update stands at the end`() throws {
        let open = try text(.sample(sections: [Section(.impact, "Nobody can pay.")]))
        #expect(open.contains("Next update: "))
        let closed = try text(.sample(sections: [Section(.impact, "All is well.")], phase: .resolved))
        #expect(!closed.contains("Next update: ") && closed.hasPrefix("✅ "))
    }

    @Test(arguments: HostileMessages.all)
    func `no message breaks the markup, calls on anybody or is too long`(_ hostile: HostileMessage) throws {
        let text = try text(hostile.message)
        #expect(text.utf16.count <= 4_096)
        let reading = TelegramReading(text)
        #expect(reading.flaws == [])
        #expect(!reading.shown.contains(/(^|[^\p{L}\p{N}])@[A-Za-z]/))
        #expect(!reading.shown.contains(/(^|\s)\/[A-Za-z0-9_]/))
    }

    @Test func `commands, mentions and marks are words like any others`() throws {
        let text = try text(
            .sample(sections: [
                Section(.impact, "Run /stop or (/help), ask @admin; see and/or https://a.example/b. 1 < 2 & 3")
            ])
        )
        #expect(text.contains("Run /\u{2060}stop or (/\u{2060}help), ask @\u{2060}admin; see and/or"))
        #expect(text.contains("1 &lt; 2 &amp; 3"))
        #expect(text.contains("https://a.example/b"))
    }

    @Test(arguments: [
        ("[mail](mailto:ada@example.com)", "mail (ada@example.com)"), ("ada@example.com", "ada@example.com"),
        ("```swift\nlet x = 1 < 2\n```", "<pre><code class=\"language-swift\">let x = 1 &lt; 2</code></pre>"),
        ("```\n/stop @all\n```", "<pre>/stop @all</pre>"), ("> quoted", "&gt; quoted"), ("~~gone~~", "<s>gone</s>"),
        ("/**stop**", "/\u{2060}<b>stop</b>"),
        ("a/b /c/d //e", "a/b /\u{2060}c/d //e"),
    ])
    func `each kind of Markdown has its mark`(_ markdown: String, _ expected: String) throws {
        #expect(try text(.sample(sections: [Section(.impact, markdown)])).contains("\n\(expected)\n"))
    }

    @Test func `what is written can be taken back to plain text`() {
        #expect(
            TelegramHTML.plain("<b>1 &lt; 2</b> &amp; <a href=\"https://a.example\">x</a> &quot;&#39;")
                == "1 < 2 & x \"'"
        )
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(try text(.plannedSample(locale: locale)).contains(time))
        #expect(try !text(.plannedSample(.completed, locale: locale)).contains(time))
    }
}

/// Reads Telegram's HTML as its server does: few tags, each closed in turn, and five entities.
struct TelegramReading {
    private(set) var flaws: [String] = []
    /// The text outside of code.
    private(set) var shown = ""

    init(_ html: String) {
        var open: [String] = []
        var rest = html[...]
        while let first = rest.first {
            if first == "<" {
                guard let end = rest.firstIndex(of: ">") else {
                    flaws.append("a tag is not closed")
                    return
                }
                let tag = rest[rest.index(after: rest.startIndex)..<end]
                rest = rest[rest.index(after: end)...]
                let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter })
                if !["b", "i", "s", "a", "code", "pre"].contains(name) { flaws.append("unknown tag \(tag)") }
                if tag.hasPrefix("/") {
                    if open.popLast() != name { flaws.append("\(name) is closed out of turn") }
                } else {
                    open.append(name)
                }
            } else if first == "&" {
                let entity = rest.prefix { $0 != ";" } + ";"
                if !["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"].contains(entity) {
                    flaws.append("unknown \(entity.prefix(9))")
                }
                rest = rest.dropFirst(entity.count)
                shown += " "
            } else {
                if first == ">" { flaws.append("a bare >") }
                if !open.contains("code"), !open.contains("pre") { shown.append(first) }
                rest = rest.dropFirst()
            }
        }
        if !open.isEmpty { flaws.append("never closed: \(open)") }
    }
}
