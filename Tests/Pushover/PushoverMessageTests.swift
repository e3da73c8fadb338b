// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Pushover
import Testing

@Suite struct PushoverMessageTests {
    /// What Pushover's own parser would stumble over: nil where every tag is known, closed and in order.
    private func flaw(in html: String) -> String? {
        var open: [Substring] = []
        var rest = html[...]
        while let start = rest.firstIndex(where: { $0 == "<" || $0 == "&" || $0 == ">" }) {
            rest = rest[start...]
            if rest.first == "&" {
                guard ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"].contains(where: { rest.hasPrefix($0) }) else {
                    return "a lone ampersand"
                }
                rest = rest.dropFirst()
                continue
            }
            guard rest.first == "<", let end = rest.firstIndex(of: ">") else { return "a lone bracket" }
            let tag = rest[rest.index(after: rest.startIndex)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return "“\(tag)” closes nothing" }
            } else if tag == "b" || tag == "i" {
                open.append(tag)
            } else if ["http", "mailto:", "tel:"].contains(where: { tag.hasPrefix("a href=\"\($0)") }),
                tag.hasSuffix("\""), tag.count(where: { $0 == "\"" }) == 2
            {
                open.append("a")
            } else {
                return "the tag “\(tag)”"
            }
        }
        return open.isEmpty ? nil : "“\(open)” left open"
    }

    @Test(arguments: HostileMessages.all)
    func `no message is too long or broken`(_ hostile: HostileMessage) throws {
        let fields = try PushoverFixture().fields(hostile.message)
        let text = try #require(fields["message"])
        let title = try #require(fields["title"])
        #expect((1...1_024).contains(text.unicodeScalars.count))
        #expect((1...250).contains(title.unicodeScalars.count))
        #expect((fields["url"] ?? "").unicodeScalars.count <= 512)
        #expect(flaw(in: text) == nil)
        #expect(!title.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }

    @Test func `a long message gives up sections before its impact, and says so`() throws {
        let long = Message.sample(sections: [
            Section(.whatHappened, String(repeating: "Payments fail. ", count: 1_000)),
            Section(.impact, "Buyers cannot pay by card."),
        ])
        let rendering = try PushoverFixture().channel.render(long, for: PushoverFixture.destination())
        #expect(rendering.findings.map(\.rule) == ["section_dropped"])
        #expect(rendering["message"]?.contains("<b>Impact</b>\nBuyers cannot pay by card.") == true)
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(try (PushoverFixture().fields(.plannedSample(locale: locale))["message"] ?? "").contains(time))
        #expect(
            try !(PushoverFixture().fields(.plannedSample(.completed, locale: locale))["message"] ?? "").contains(time)
        )
    }
}
