// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import StatusPage
import Testing

/// Feeds tell each update once, under a name that stays, at the time when it was published.
struct PageFeedTests {
    private func story() async throws -> StatusPageFixture {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update(1, 1, .investigating))
        try await fixture.deliver(.update(1, 2, .identified, says: "Only *invoices* fail.", corrects: 1))
        try await fixture.deliver(.update(1, 3, .resolved))
        try await fixture.deliver(.update(2, 1, .scheduled, startsIn: 86_400 * 30))
        return fixture
    }

    @Test func `Atom has an entry for each update, the newest first`() async throws {
        let feed = MarkupReader(try await story().text("history.atom"), isHTML: false)
        #expect(feed.flaws == [])
        #expect(feed.named("entry").count == 4)
        let page = "https://status.market.example/status"
        #expect(
            feed.named("id").map(\.text) == [
                "\(page)/", "\(page)/incidents/inc_2/#update-1", "\(page)/incidents/inc_1/#update-3",
                "\(page)/incidents/inc_1/#update-2", "\(page)/incidents/inc_1/#update-1",
            ]
        )
        #expect(feed.named("published").map(\.text) == feed.named("published").map(\.text).sorted(by: >))
        #expect(feed.named("title")[2].text == "[Resolved] Incident 1, update 3, en")
        #expect(feed.named("title")[3].text == "[Identified] Correction of update 1: Incident 1, update 2, en")
        #expect(feed.named("content").allSatisfy { $0.attributes["type"] == "html" })
        #expect(feed.named("content")[3].text.contains("Corrected by update 2"))
    }

    @Test func `an update that was put right is as new as what puts it right`() async throws {
        let feed = MarkupReader(try await story().text("history.atom"), isHTML: false)
        let (published, updated) = (feed.named("published").map(\.text), feed.named("updated").map(\.text))
        // The first `updated` is the feed's own.
        #expect(updated.count == 5)
        #expect(updated[4] == published[2])
        #expect(updated[1...3] == published[0...2])
        #expect(updated[0] == updated[1...].max())
    }

    @Test func `nothing is dated later than it was said, whatever it is about`() async throws {
        let fixture = try await story()
        let last = try #require(fixture.kept?.updatedAt)
        let feed = MarkupReader(fixture.text("history.atom"), isHTML: false)
        for element in feed.named("published") + feed.named("updated") {
            #expect(try #require(Timestamp(element.text)) <= last)
        }
    }

    @Test func `RSS has the same entries under the same names`() async throws {
        let fixture = try await story()
        let rss = MarkupReader(fixture.text("history.rss"), isHTML: false)
        let atom = MarkupReader(fixture.text("history.atom"), isHTML: false)
        #expect(rss.flaws == [])
        #expect(rss.named("guid").map(\.text) == atom.named("id").dropFirst().map(\.text))
        #expect(rss.named("title").map(\.text) == atom.named("title").map(\.text))
        #expect(rss.named("pubDate").allSatisfy { $0.text.hasSuffix(" +0000") })
        #expect(rss.named("atom:link").first?.attributes["rel"] == "self")
    }

    @Test func `JSON Feed has the same entries under the same names`() async throws {
        let fixture = try await story()
        let feed = try JSONValue(fixture.text("feed.json"))
        let atom = MarkupReader(fixture.text("history.atom"), isHTML: false)
        #expect(feed["version"] == .text("https://jsonfeed.org/version/1.1"))
        #expect(feed["items"]?.items?.map { $0["id"]?.text } == atom.named("id").dropFirst().map(\.text))
        let keys: Set = [
            "id", "url", "title", "content_html", "content_text", "date_published", "date_modified", "language",
        ]
        for item in feed["items"]?.items ?? [] { #expect(item.keys == keys) }
        #expect(feed["items"]?.items?[2]["content_html"]?.text?.contains("<em>invoices</em>") == true)
        #expect(feed["items"]?.items?[2]["content_text"]?.text?.contains("Only invoices fail.") == true)
    }

    @Test func `each language has feeds of its own, and fifty entries are listed at the most`() async throws {
        let fixture = try StatusPageFixture(.market)
        for number in 1...30 {
            for sequence in 1...2 {
                try await fixture.deliver(.update(number, sequence))
                try await fixture.deliver(.update(number, sequence, locale: "de"), to: "public/de")
            }
        }
        for home in ["", "de/"] {
            let feed = MarkupReader(fixture.text(home + "history.atom"), isHTML: false)
            #expect(feed.named("entry").count == 50)
            #expect(feed.named("title")[1].text.hasSuffix(home.isEmpty ? "en" : "de"))
            #expect(feed.named("id")[1].text.contains("/status/\(home)incidents/inc_30/#update-2"))
        }
    }

    @Test func `hostile text is text in every feed`() async throws {
        for hostile in HostileMessages.all {
            let fixture = try StatusPageFixture()
            var message = hostile.message
            message.facts.incident?.title = message.title
            try await fixture.deliver(message)
            for name in ["history.atom", "history.rss"] {
                #expect(MarkupReader(fixture.text(name), isHTML: false).flaws == [], "\(hostile) in \(name)")
            }
            #expect(throws: Never.self, "\(hostile)") { try JSONValue(fixture.text("feed.json")) }
        }
    }
}
