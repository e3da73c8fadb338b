// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import StatusPage
import Testing

/// The pages as browsers, screen readers and people without either meet them.
struct StatusPageHTMLTests {
    /// Incidents in every state, in three languages.
    private func story() async throws -> StatusPageFixture {
        var settings = StatusPageSettings.market
        settings.languages = [.english, .german, LocaleTag("ar") ?? .english]
        let fixture = try StatusPageFixture(settings)
        var messages: [Message] = [
            .update(1, 1, .investigating, severity: .sev1), .update(1, 2, .identified, severity: .sev1, corrects: 1),
            .update(2, 1, .resolved), .update(2, 2, .postmortem), .update(3, 1, .scheduled, startsIn: 86_400),
            .update(4, 1, .inProgress, says: "##### Why\n\nIt is old.\n\n# How\n\nSlowly.", components: ["search"]),
            .update(5, 1, .monitoring, severity: .sev4),
        ]
        messages[1].facts.nextUpdateAt = nil
        for message in messages {
            try await fixture.deliver(message)
            var german = message
            german.locale = .german
            try await fixture.deliver(german, to: "public/de")
        }
        return fixture
    }

    private func pages(_ fixture: StatusPageFixture) -> [(path: String, markup: MarkupReader)] {
        fixture.published.filter { $0.key.hasSuffix(".html") }.sorted { $0.key < $1.key }
            .map { ($0.key, MarkupReader($0.value, isHTML: true)) }
    }

    @Test func `every page is whole, without script or style in it`() async throws {
        let pages = pages(try await story())
        #expect(pages.count == 3 * (1 + 5 + 2))
        for (path, page) in pages {
            #expect(page.flaws == [], "\(path)")
            #expect(page.named("style").isEmpty, "\(path)")
            #expect(page.named("script").map { $0.attributes["src"]?.hasSuffix("live.js") } == [true], "\(path)")
            for element in page.elements {
                #expect(!element.attributes.keys.contains { $0 == "style" || $0.hasPrefix("on") }, "\(path)")
            }
        }
    }

    @Test func `a review stands by itself above the updates, once, and lists lead to it`() async throws {
        let fixture = try StatusPageFixture(.market)
        let path = "incidents/inc_1/index.html"
        try await fixture.deliver(.update(1, 1, .resolved))
        #expect(!fixture.text(path).contains("id=\"review\""))
        #expect(!fixture.text("index.html").contains("#review"))
        try await fixture.deliver(.update(1, 2, .postmortem, says: "A first review."))
        try await fixture.deliver(.update(1, 3, .postmortem, says: "A better review.", corrects: 2))
        let page = fixture.text(path)
        let review = try #require(page.firstRange(of: "<section class=\"review\" id=\"update-3\""))
        let timeline = try #require(page.firstRange(of: "<ol class=\"timeline\""))
        #expect(review.lowerBound < timeline.lowerBound)
        #expect(page.ranges(of: "A better review.").count == 1 && page.ranges(of: "A first review.").count == 1)
        #expect(page.contains("Correction of update 2") && page.contains("Corrected by update 3"))
        for list in ["index.html", "history/2026-11/index.html"] {
            #expect(
                fixture.text(list).contains("incidents/inc_1/#review\">A review has been published.</a>"),
                "\(list)"
            )
        }
        for feed in ["history.atom", "history.rss", "feed.json"] {
            #expect(fixture.text(feed).contains("[Review]"), "\(feed)")
            #expect(fixture.text(feed).contains("incidents/inc_1/#update-3"), "\(feed)")
        }
    }

    @Test func `planned work says when it is to begin and to end, and what was called off only when it was`()
        async throws
    {
        let fixture = try StatusPageFixture(.market)
        let path = "incidents/inc_1/index.html"
        try await fixture.deliver(.planned(1, 1, .scheduled))
        for said in ["Planned start</dt><dd><time datetime=\"\(Message.plannedStart)\"", "Planned end"] {
            #expect(fixture.text(path).contains(said), "\(said)")
        }
        try await fixture.deliver(.planned(1, 2, .inProgress))
        #expect(fixture.text(path).contains("Started") && fixture.text(path).contains("Planned end"))
        var off = Message.planned(2, 1, .completed)
        off.facts.startedAt = Message.plannedStart
        off.facts.scheduledFor = off.facts.publishedAt + .seconds(600)
        off.facts.resolvedAt = off.facts.publishedAt
        try await fixture.deliver(off)
        let page = fixture.text("incidents/inc_2/index.html")
        #expect(page.contains("Cancelled") && page.contains("Planned start") && !page.contains("Started"))
    }

    @Test func `every page has its landmarks, one main heading, no level left out and no name twice`() async throws {
        for (path, page) in pages(try await story()) {
            for name in ["header", "main", "footer", "h1", "title"] {
                #expect(page.named(name).count == 1, "\(path): \(name)")
            }
            #expect(page.named("a").first?.attributes["href"] == "#main", "\(path)")
            #expect(page.named("main").first?.attributes["id"] == "main", "\(path)")
            let names = page.elements.compactMap { $0.attributes["id"] }
            #expect(Set(names).count == names.count, "\(path)")
            for element in page.elements {
                guard let label = element.attributes["aria-labelledby"] else { continue }
                #expect(names.contains(label), "\(path): \(label)")
            }
            let levels = page.elements.compactMap { element -> Int? in
                element.name.count == 2 && element.name.first == "h" ? Int(element.name.dropFirst()) : nil
            }
            for (level, next) in zip(levels, levels.dropFirst()) { #expect(next <= level + 1, "\(path): \(levels)") }
        }
    }

    @Test func `every link within the page leads to a file of it, also to the place in it`() async throws {
        let fixture = try await story()
        let published = fixture.published
        for (path, page) in pages(fixture) {
            let links = page.elements.flatMap { element in ["href", "src"].compactMap { element.attributes[$0] } }
            #expect(links.count > 8)
            for link in links where !link.hasPrefix("https://") && !link.hasPrefix("#") {
                let parts = link.split(separator: "#", omittingEmptySubsequences: false)
                var place = path.split(separator: "/").dropLast().map { String($0) }
                for part in parts[0].split(separator: "/") where part != "." {
                    if part == ".." { _ = place.popLast() } else { place.append(String(part)) }
                }
                let isFolder = parts[0].isEmpty || parts[0].hasSuffix("/")
                let target = (place + (isFolder ? ["index.html"] : [])).joined(separator: "/")
                let text = try #require(published[target], "\(path): \(link)")
                if parts.count == 2 { #expect(text.contains("id=\"\(parts[1])\""), "\(path): \(link)") }
            }
        }
    }

    @Test func `every page leads to where readers subscribe, in its own words`() async throws {
        let words = ["en": "Get updates", "de": "Meldungen abonnieren", "ar": "اشترك في التحديثات"]
        let fixture = try await story()
        for (path, _) in pages(fixture) {
            let language = path.hasPrefix("ar/") ? "ar" : path.hasPrefix("de/") ? "de" : "en"
            let link = "<a href=\"https://hub.market.example/subscribe\">\(words[language] ?? "")</a>"
            #expect(fixture.text(path).contains(link), "\(path)")
        }
    }

    @Test func `every page names its languages and its feeds`() async throws {
        for (path, page) in pages(try await story()) {
            let links = page.named("link").map(\.attributes)
            let kinds = links.filter { $0["rel"] == "alternate" }.compactMap { $0["type"] }
            #expect(kinds == ["application/atom+xml", "application/rss+xml", "application/feed+json"], "\(path)")
            #expect(links.compactMap { $0["hreflang"] } == ["en", "de", "ar"], "\(path)")
            let html = try #require(page.named("html").first)
            let language = path.hasPrefix("ar/") ? "ar" : path.hasPrefix("de/") ? "de" : "en"
            #expect(html.attributes["lang"] == language)
            #expect(html.attributes["dir"] == (language == "ar" ? "rtl" : "ltr"))
        }
    }

    @Test func `a state is said in words beside its sign`() async throws {
        let page = try await story().text("index.html")
        for words in ["A critical outage is under way.", "Down", "Under maintenance", "Working", "Pay by card"] {
            #expect(page.contains(words), "\(words)")
        }
        let signs = MarkupReader(page, isHTML: true).named("svg").dropFirst()
        #expect(signs.count >= 6 && signs.allSatisfy { $0.attributes["aria-hidden"] == "true" })
    }

    @Test func `corrections and what they put right lead to each other`() async throws {
        let fixture = try await story()
        let page = fixture.text("incidents/inc_1/index.html")
        #expect(page.contains(##"<a href="#update-1">Correction of update 1</a>"##))
        #expect(page.contains(##"<a href="#update-2">Corrected by update 2</a>"##))
        #expect(
            fixture.text("index.html").contains(##"<a href="incidents/inc_1/#update-1">Correction of update 1</a>"##)
        )
        #expect(fixture.text("de/incidents/inc_1/index.html").contains("Korrektur zu Meldung 1"))
        #expect(fixture.text("ar/incidents/inc_1/index.html").contains("تصحيح التحديث 1"))
    }

    @Test func `what was not said in a language is shown in the main one, and marked so`() async throws {
        let page = MarkupReader(try await story().text("ar/index.html"), isHTML: true)
        let foreign = page.elements.filter { $0.name == "div" && $0.attributes["lang"] == "en" }
        #expect(!foreign.isEmpty)
        #expect(foreign.allSatisfy { $0.attributes["dir"] == "ltr" })
    }

    @Test func `times are for machines, for readers in UTC, and for the script`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update())
        let page = MarkupReader(fixture.text("index.html"), isHTML: true)
        let due = try #require(page.named("time").first { $0.attributes["data-late"]?.contains("late") == true })
        #expect(due.attributes["datetime"] == "2026-11-22T18:21:40.000Z")
        #expect(due.text == "Sun 22 Nov 2026, 18:21 UTC")
        #expect(page.named("time").allSatisfy { Timestamp($0.attributes["datetime"] ?? "") != nil })
    }

    @Test func `hostile text is text on every page`() async throws {
        for hostile in HostileMessages.all {
            var settings = StatusPageSettings.market
            settings.title = "<b>\"Market\"</b> & 'more'"
            settings.components?[0].title = LocalText("</li><script>x</script>")
            settings.components?[0].journeys = [LocalText("\"><img src=x>")]
            let fixture = try StatusPageFixture(settings)
            var message = hostile.message
            message.facts.incident?.title = message.title
            message.facts.components = [.sample("checkout")]
            try await fixture.deliver(message)
            for (path, page) in pages(fixture) {
                #expect(page.flaws == [], "\(hostile) on \(path)")
                #expect(page.named("script").count == 1 && page.named("img").isEmpty, "\(hostile) on \(path)")
                for link in page.named("a").compactMap({ $0.attributes["href"] }) {
                    let scheme = link.split(separator: ":", maxSplits: 1).first ?? ""
                    let isPlain = !link.contains(":") || ["http", "https", "mailto", "tel"].contains(scheme)
                    #expect(isPlain, "\(hostile): \(link.prefix(60))")
                }
            }
        }
    }

    @Test func `the first view stays below fifty thousand bytes however much there is to say`() async throws {
        var settings = StatusPageSettings.market
        settings.languages = [.english, LocaleTag("ar") ?? .english]
        let fixture = try StatusPageFixture(settings)
        let long = String(repeating: "Zahlungen schlagen für *viele* Käufer fehl. ", count: 300)
        for number in 1...12 {
            for sequence in 1...2 { try await fixture.deliver(.update(number, sequence, says: long)) }
        }
        let rest = fixture.text("style.css").utf8.count + fixture.text("live.js").utf8.count
        for path in ["index.html", "ar/index.html"] {
            #expect(fixture.text(path).utf8.count + rest <= PageSite.firstView, "\(path)")
            #expect(fixture.text(path).contains("Incident 12"))
        }
    }
}
