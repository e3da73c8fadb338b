// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import StatusPage
import Testing

struct StatusPageChannelTests {
    @Test func `there is a page before anything has happened`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.channel.prepare()
        #expect(fixture.text("index.html").contains("Everything is working."))
        #expect(fixture.text("index.html").contains("Nothing has been reported so far."))
        let writes = fixture.files.writes.count
        fixture.clock.advance(by: .seconds(86_400))
        try await fixture.channel.prepare()
        #expect(fixture.files.writes.count == writes)
    }

    @Test func `what links comes after what it links to, the page last and its version after it`() async throws {
        var settings = StatusPageSettings.market
        settings.languages = [.english, .german]
        let fixture = try StatusPageFixture(settings)
        try await fixture.deliver(.update())
        let writes = fixture.files.writes.map { String($0.dropFirst(StatusPageFixture.folder.count + 1)) }
        let place = { (name: String) in writes.lastIndex(of: name) ?? -1 }
        #expect(place("incidents/inc_1/index.html") < place("history/index.html"))
        #expect(place("history/index.html") < place("history.atom"))
        #expect(place("history.atom") < place("api/v2/summary.json"))
        #expect(place("api/v2/summary.json") < place("de/index.html"))
        #expect(place("de/index.html") < place("index.html"))
        #expect(place("index.html") < place("version.json"))
        #expect(fixture.files.writes.last == StatusPageFixture.record)
    }

    @Test func `a file that stays the same is not written again`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update(1, 1, .resolved))
        let count = fixture.files.writes.count
        try await fixture.deliver(.update(2, 1))
        let writes = fixture.files.writes.dropFirst(count)
        #expect(!writes.contains { $0.hasSuffix("style.css") || $0.hasSuffix("live.js") || $0.contains("inc_1") })
        #expect(writes.contains { $0.hasSuffix("/index.html") })
        #expect(!writes.contains { $0.hasSuffix("history.ics") })
    }

    @Test func `the version changes when and only when something is said`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update())
        let first = fixture.text("version.json")
        try await fixture.deliver(.update())
        #expect(fixture.text("version.json") == first)
        try await fixture.deliver(.update(1, 2))
        #expect(fixture.text("version.json") != first)
        let version = try #require(JSONValue(fixture.text("version.json"))["version"]?.text)
        #expect(fixture.text("index.html").contains("data-version=\"\(version)\""))
    }

    @Test func `other settings write every page anew`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update(1, 1, .resolved))
        var settings = StatusPageSettings.market
        settings.title = "Bazaar"
        let renamed = try StatusPageFixture(settings, files: fixture.files.files)
        try await renamed.channel.prepare()
        #expect(renamed.text("incidents/inc_1/index.html").contains("Bazaar"))
        #expect(!renamed.published.values.contains { $0.contains(">Market<") })
    }

    @Test func `an exercise is left out of a page, or shown as one that changes nothing`() async throws {
        let hidden = try StatusPageFixture(.market)
        let receipt = try await hidden.deliver(.update(severity: .sev1, isDrill: true))
        #expect(receipt.note == "not shown: the page leaves exercises out")
        #expect(hidden.files.files.isEmpty)
        var settings = StatusPageSettings.market
        settings.showsDrills = true
        let shown = try StatusPageFixture(settings)
        try await shown.deliver(.update(severity: .sev1, isDrill: true))
        #expect(shown.text("index.html").contains("<strong>[EXERCISE]</strong> <span>Incident 1"))
        #expect(shown.text("index.html").contains("Everything is working."))
        #expect(shown.text("api/v2/status.json").contains("\"none\""))
        #expect(shown.text("api/v2/incidents.json").contains("[EXERCISE] Incident 1"))
        #expect(shown.text("history.rss").contains("<title>[EXERCISE] [Identified]"))
    }

    @Test func `two pages share nothing`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update(1, 1, says: "For buyers."))
        try await fixture.deliver(.update(2, 1, says: "For sellers."), to: "sellers")
        let (buyers, sellers) = (fixture.published, fixture.files.files.filter { $0.key.contains("/sellers/") })
        #expect(!buyers.isEmpty && !sellers.isEmpty)
        #expect(!buyers.values.contains { $0.contains("sellers.") || $0.contains("inc_2") })
        for (path, content) in sellers {
            let text = String(decoding: content, as: UTF8.self)
            #expect(!text.contains("For buyers.") && !text.contains("inc_1"), "\(path)")
        }
        #expect(fixture.files.text("/srv/status/sellers/feed.json")?.contains("/status/pages/sellers/") == true)
    }

    @Test func `nothing is published but what was said for readers`() async throws {
        let fixture = try StatusPageFixture(.market)
        var message = Message.update(components: ["checkout", "ledger-internal"])
        message.facts.category = "canary-category"
        message.subject = "canary subject"
        message.facts.link = "https://internal.example/canary-link"
        var destination = StatusPageFixture.destination(locale: "en")
        destination.tags = ["canary-tag"]
        destination.secret = SecretReference("env:CANARY_SECRET")
        destination.fallbacks = [Destination(channel: .sample("mail"), address: "canary@example.com")]
        _ = try await fixture.channel.deliver(
            .sample(message: message, destination: destination, rendering: Rendering(parts: []))
        )
        #expect(fixture.published.count > 15)
        for (path, text) in fixture.published {
            for canary in ["canary", "CANARY", "ledger", "Ledger"] {
                #expect(!text.contains(canary), "\(canary) in \(path)")
            }
        }
    }

    @Test func `the record lies outside the folder that is served`() async throws {
        let fixture = try StatusPageFixture(.market)
        try await fixture.deliver(.update())
        #expect(fixture.kept?.incidents.count == 1)
        #expect(!fixture.published.keys.contains { $0.contains("record") })
    }

    @Test func `a record that cannot be read is begun anew`() async throws {
        let fixture = try StatusPageFixture(.market, files: [StatusPageFixture.record: Array("{".utf8)])
        try await fixture.deliver(.update())
        #expect(fixture.kept?.incidents.map(\.id) == ["inc_1"])
    }

    @Test func `settings are read as the README shows them`() throws {
        let settings = try StatusPageSettings.read(
            #"""
            {"directory": "/srv/status", "title": "Market", "languages": ["en", "de"], "keep": "400d",
             "components": [{"name": "checkout", "title": {"en": "Checkout", "de": "Kasse"}, "group": "Buying",
                             "journeys": ["Pay by card"]}, {"name": "seller-payouts"}],
             "pages": [{"name": "sellers", "public": true, "title": "Seller status"}]}
            """#
        )
        try settings.validate()
        #expect(settings.components?.map { $0.title(.german) } == ["Kasse", "Seller payouts"])
        #expect(settings.components?[0].title(LocaleTag("de-AT") ?? .english) == "Kasse")
        #expect(settings.pages.first?.isPublic == true)
        #expect(settings.keep == .seconds(400 * 86_400))
        #expect(throws: (any Error).self) { try StatusPageSettings.read(#"{"title": "Market"}"#) }
    }

    @Test func `a long update is cut, and says so`() async throws {
        let fixture = try StatusPageFixture()
        let long = String(repeating: "It goes on. ", count: 5_000)
        let rendering = try fixture.channel.render(
            .sample(sections: [Section(.impact, long)]),
            for: StatusPageFixture.destination()
        )
        #expect(!rendering.findings.isEmpty)
        #expect((rendering["update"]?.utf8.count ?? 0) < 26_000)
    }
}
