// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Matrix
import Testing

@Suite struct MatrixTextTests {
    private func render(_ message: Message) throws -> (text: String, html: String) {
        let rendering = try MatrixFixture().channel
            .render(
                message,
                for: Destination(channel: .sample("ops-matrix"), address: MatrixFixture.room)
            )
        return (try #require(rendering["text"]), try #require(rendering["html"]))
    }

    private func html(_ markdown: String) throws -> String {
        try render(.sample(sections: [Section(.impact, markdown)])).html
    }

    @Test func `an update is laid out for a person to read, in words and in HTML`() throws {
        let message = Message.sample(sections: [
            Section(.impact, "Buyers **cannot pay**."), Section(.whatYouCanDo, "- Pay by invoice\n- Wait"),
        ])
        let (text, html) = try render(message)
        let time = Message.readable(message.facts.publishedAt, locale: .english)
        let next = try #require(message.facts.nextUpdateAt.map { Message.readable($0, locale: .english) })
        let link = try #require(message.facts.link)
        #expect(
            text == """
                🟠 Checkout is failing for some buyers
                Major · Identified · checkout, payments · \(time)

                Impact
                Buyers cannot pay.

                What you can do
                • Pay by invoice
                • Wait

                Next update: \(next)
                \(link)
                """
        )
        #expect(
            html == "<p><strong>🟠 Checkout is failing for some buyers</strong><br>"
                + "<em>Major · Identified · checkout, payments · \(time)</em></p>"
                + "<h4>Impact</h4><p>Buyers <strong>cannot pay</strong>.</p>"
                + "<h4>What you can do</h4><ul><li>Pay by invoice</li><li>Wait</li></ul>"
                + "<p>Next update: \(next)<br><a href=\"\(link)\">\(link)</a></p>"
        )
    }

    @Test(arguments: HostileMessages.all)
    func `no message breaks the markup, calls on anybody or is too long`(_ hostile: HostileMessage) async throws {
        let (text, html) = try render(hostile.message)
        #expect(MatrixReading(html).flaws == [])
        for shown in [text, MatrixReading(html).shown] {
            #expect(!shown.contains(/(^|[^\p{L}\p{N}\/])@[A-Za-z]/))
        }
        for updates in [UpdateMode.post, .edit] {
            let fixture = try MatrixFixture(updates: updates)
            _ = try await fixture.deliver(hostile.message, thread: "$first:market.example")
            let request = try #require(fixture.http.requests.first)
            #expect(request.body.count <= 60_000)
            #expect(try request.event.words.mentions.isEmpty)
        }
    }

    @Test(arguments: [
        ("> quoted", "<blockquote><p>quoted</p></blockquote>"), ("~~gone~~", "<p><del>gone</del></p>"),
        ("```\n1 < 2\n```", "<pre><code>1 &lt; 2</code></pre>"), ("3. three", "<ol start=\"3\"><li>three</li></ol>"),
        ("# Head", "<h5>Head</h5>"), ("[pay](https://pay.example)", "<p><a href=\"https://pay.example\">pay</a></p>"),
        ("[ada](https://matrix.to/#/@ada:market.example)", "<p>ada</p>"), ("@room", "<p>@\u{2060}room</p>"),
        ("[x](javascript:alert(1))", "<p>x</p>"), ("---", "<hr>"),
        (
            "| a |\n|---|\n| 1 |",
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
        ),
    ])
    func `each kind of Markdown has its tag`(_ markdown: String, _ expected: String) throws {
        #expect(try html(markdown).contains("</h4>\(expected)<p>"))
    }

    @Test func `in plain words a link shows its address`() throws {
        let text = try render(.sample(sections: [Section(.impact, "[pay](https://pay.example) ~~gone~~")])).text
        #expect(text.contains("\npay (https://pay.example) ~~gone~~\n"))
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        let planned = try render(.plannedSample(locale: locale))
        #expect(planned.text.contains(time) && planned.html.contains(time))
        let over = try render(.plannedSample(.completed, locale: locale))
        #expect(!over.text.contains(time) && !over.html.contains(time))
    }
}

/// Reads HTML as a strict parser does: each tag closed in turn, and five entities.
struct MatrixReading {
    private(set) var flaws: [String] = []
    private(set) var shown = ""

    private static let tags: Set = [
        "p", "strong", "em", "del", "a", "code", "pre", "ul", "ol", "li", "blockquote", "h4", "h5", "h6", "table",
        "thead", "tbody", "tr", "th", "td",
    ]

    init(_ html: String) {
        var open: [String] = []
        var rest = html[...]
        while let first = rest.first {
            if first == "<", let end = rest.firstIndex(of: ">") {
                let tag = rest[rest.index(after: rest.startIndex)..<end]
                rest = rest[rest.index(after: end)...]
                shown += " "
                if ["br", "hr"].contains(tag) { continue }
                let name = String(tag.drop { $0 == "/" }.prefix { $0.isLetter || $0.isNumber })
                if !Self.tags.contains(name) { flaws.append("unknown tag \(tag)") }
                if !tag.hasPrefix("/") {
                    open.append(name)
                } else if open.popLast() != name {
                    flaws.append("\(name) is closed out of turn")
                }
            } else if first == "&" {
                let entity = rest.prefix { $0 != ";" } + ";"
                if !["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"].contains(entity) { flaws.append("unknown entity") }
                rest = rest.dropFirst(entity.count)
                shown += " "
            } else {
                if first == ">" || first == "<" { flaws.append("a bare \(first)") }
                shown.append(first)
                rest = rest.dropFirst()
            }
        }
        if !open.isEmpty { flaws.append("never closed: \(open)") }
    }
}
