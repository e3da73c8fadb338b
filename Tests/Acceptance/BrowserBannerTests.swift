// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

extension Acceptance {
    /// The hub's banners as readers see them, in a browser.
    @Suite(BrowserSession.needed) struct BrowserBanners {
        @Test func `a banner follows its incident on an open page, and goes by itself when the hub is gone`()
            async throws
        {
            try await Stage.play { stage in
                let hub = try await Self.hub(on: stage)
                let shop = try await BrowserShop(on: stage, hub: hub.site.url, tag: Self.tag("buyers"))
                let browser = try BrowserSession(
                    on: stage,
                    [
                        ["do": "open", "url": .string(shop.url), "width": 390],
                        ["do": "until", "script": .string(Self.hasLoaded)],
                        ["do": "run", "script": .string(Self.listen), "as": "listening"],
                        ["do": "wait", "for": ".belfry-banner", "text": "We are looking.", "as": "first"],
                        ["do": "wait", "for": ".belfry-banner", "text": "It is the database.", "as": "second"],
                        ["do": "run", "script": "return window.said.length", "as": "said"],
                        ["do": "press", "key": "Tab", "times": 2, "as": "focus"],
                        ["do": "press", "key": "Enter"],
                        ["do": "wait", "for": ".belfry-banner", "count": 0, "as": "dismissed"],
                        ["do": "reload"],
                        ["do": "until", "script": .string(Self.hasLoaded)],
                        ["do": "read", "of": ".belfry-banner", "as": "reloaded"],
                        ["do": "wait", "for": ".belfry-banner", "text": "It works.", "as": "third"],
                        ["do": "axe", "as": "axe"],
                        ["do": "problems", "as": "problems"],
                        ["do": "wait", "for": ".belfry-banner", "count": 0, "within": 60, "as": "expired"],
                    ]
                )
                try await browser.answer("listening")
                let incident = try await Self.declare(hub, "Search is slow", body: "We are looking.")
                let first = try #require(try await browser.answer("first")["elements"]?[0])
                #expect(first["region"] == "status" && first["dir"] == "ltr" && first["lang"] == "en")
                try await Self.publish(hub, incident, "identified", "It is the database.")
                try await browser.answer("second")
                // Each update is added to a region once, on the page that was opened in the beginning.
                #expect(try await browser.answer("said")["value"] == 2)
                let focus = try #require(try await browser.answer("focus")["elements"]?[0])
                #expect(focus["tag"] == "button" && focus["label"] == "Close")
                try await browser.answer("dismissed")
                #expect(try await browser.answer("reloaded").texts == [])
                try await Self.publish(hub, incident, "resolved", "It works.")
                let third = try #require(try await browser.answer("third")["elements"]?[0])
                #expect(third["class"]?.string?.contains("belfry-success") == true)
                #expect(try await browser.answer("axe").complaints == [])
                #expect(try await browser.answer("problems").complaints == [])
                try await hub.kill()
                try await browser.answer("expired")
            }
        }

        @Test func `readers see what is for them: their audience, the page they are on, their language`() async throws {
            try await Stage.play { stage in
                let hub = try await Self.hub(on: stage)
                try await Self.declareSeveral(hub)
                func shop(_ audience: String, _ locale: String) async throws -> String {
                    let tag = Self.tag(audience)
                    return try await BrowserShop(on: stage, hub: hub.site.url, tag: tag, locale: locale).url
                }
                let (english, german) = (try await shop("buyers", "en"), try await shop("buyers", "de-AT"))
                let sellers = try await shop("sellers", "en")
                func titles(_ name: String, _ url: String, _ count: Int) -> [JSON] {
                    [
                        ["do": "open", "url": .string(url)],
                        ["do": "wait", "for": ".belfry-banner", "count": .number(Double(count)), "as": .string(name)],
                    ]
                }
                let browser = try BrowserSession(
                    on: stage,
                    titles("home", english, 2) + titles("search", "\(english)/search/lamps?page=2", 3)
                        + titles("german", german, 2) + titles("sellers", sellers, 1)
                        + [["do": "problems", "as": "problems"]]
                )
                let home = try await browser.answer("home")
                #expect(home["elements"]?.items.map { $0["region"]?.string } == ["alert", "status"])
                #expect(home.texts.first?.contains("Nobody can pay.") == true)
                let arabic = try #require(home["elements"]?[1])
                #expect(arabic["lang"] == "ar" && arabic["direction"] == "rtl")
                #expect(home["elements"]?[0]?["direction"] == "ltr")
                #expect(try await browser.answer("search").texts.contains { $0.contains("Search is slow") })
                let german1 = try #require(try await browser.answer("german")["elements"]?[0])
                #expect(german1["lang"] == "de")
                #expect(german1["text"]?.string?.contains("Niemand kann zahlen.") == true)
                #expect(german1["text"]?.string?.contains("Nächste Meldung:") == true)
                #expect(try await browser.answer("sellers").texts.allSatisfy { $0.contains("Payouts are late") })
                #expect(try await browser.answer("problems").complaints == [])
            }
        }

        @Test func `banners are without barriers on a phone and a desk, in light and dark, from either side`()
            async throws
        {
            try await Stage.play { stage in
                let hub = try await Self.hub(on: stage)
                try await Self.declareSeveral(hub)
                var steps: [JSON] = []
                var names: [String] = []
                for locale in ["en", "de", "ar"] {
                    let tag = Self.tag("buyers,sellers")
                    let shop = try await BrowserShop(on: stage, hub: hub.site.url, tag: tag, locale: locale)
                    for (width, height) in [(390, 844), (1_280, 800)] {
                        for scheme in ["light", "dark"] {
                            let name = "\(locale) \(width) \(scheme)"
                            names.append(name)
                            steps += [
                                [
                                    "do": "open", "url": .string(shop.url + "/search"), "scheme": .string(scheme),
                                    "width": .number(Double(width)), "height": .number(Double(height)),
                                ],
                                ["do": "wait", "for": ".belfry-banner", "count": 4],
                                ["do": "run", "script": .string(Self.overhang), "as": .string("\(name) overhang")],
                                ["do": "axe", "as": .string("\(name) axe")],
                                ["do": "problems", "as": .string("\(name) problems")],
                            ]
                        }
                    }
                }
                let browser = try BrowserSession(on: stage, steps)
                for name in names {
                    #expect(try await browser.answer("\(name) overhang")["value"] == 0, "\(name)")
                    #expect(try await browser.answer("\(name) axe").complaints == [], "\(name)")
                    #expect(try await browser.answer("\(name) problems").complaints == [], "\(name)")
                }
            }
        }

        @Test func `the demo page shows banners from the hub, and from any web server once the hub is gone`()
            async throws
        {
            try await Stage.play { stage in
                let hub = try await Self.hub(on: stage)
                let port = try FreePort.find()
                let files = "http://127.0.0.1:\(port)"
                _ = try await Self.declare(hub, "Search is slow", body: "We are looking.")
                func page(_ name: String, _ url: String) -> [JSON] {
                    [
                        ["do": "open", "url": .string("\(url)?banner=shop&audience=buyers&locale=en"), "width": 390],
                        ["do": "wait", "for": ".belfry-banner", "text": "We are looking.", "as": .string(name)],
                        ["do": "axe", "as": .string("\(name) axe")],
                        ["do": "problems", "as": .string("\(name) problems")],
                    ]
                }
                _ = try await hub.settled("", count: 1)
                let online = try BrowserSession(on: stage, page("hub", "\(hub.site.url)/banner/demo"))
                try await online.answer("hub")
                #expect(try await online.answer("hub axe").complaints == [])
                #expect(try await online.answer("hub problems").complaints == [])

                try await hub.kill()
                let server = try stage.spawn(
                    PackageRoot.python(),
                    ["-u", "-m", "http.server", "\(port)", "--bind", "127.0.0.1", "--directory", hub.site.data]
                )
                _ = try await server.line(beginning: "Serving HTTP on ", within: .seconds(20))
                let offline = try BrowserSession(on: stage, page("files", "\(files)/banner/demo.html"))
                try await offline.answer("files")
                #expect(try await offline.answer("files axe").complaints == [])
                #expect(try await offline.answer("files problems").complaints == [])
            }
        }
    }
}

extension Acceptance.BrowserBanners {
    /// Whether the page has had its first answer from the hub.
    private static let hasLoaded =
        "return performance.getEntriesByType('resource').some(one => one.name.endsWith('/shop.json') && one.responseEnd)"
    /// Keeps what a screen reader would read out.
    private static let listen = """
        window.said = [];
        const hear = all => all.forEach(one => one.target.role && said.push(...one.addedNodes));
        new MutationObserver(hear).observe(document.querySelector('.belfry-banners'), { childList: true, subtree: true });
        """
    /// By how much the page is wider than its window.
    private static let overhang = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"

    private static func tag(_ audience: String) -> String { "data-banner=\"shop\" data-audience=\"\(audience)\"" }

    /// One file for two audiences, buyers in two languages.
    private static func hub(on stage: Stage) async throws -> HubProcess {
        let hub = try await stage.hub(
            HubSite(
                in: stage.folder,
                port: FreePort.find(),
                channels: """
                      - name: banner
                        plugin: banner
                        settings:
                          directory: "../data/banner"
                          poll_after_s: 5
                          keep_resolved: 20s
                          places: [shop]
                          paths: { search: ["/search/**"] }
                    """,
                audiences: """
                      - name: buyers
                        destinations:
                          - { channel: banner, to: "shop+buyers", locale: en }
                          - { channel: banner, to: "shop+buyers:de", locale: de }
                      - name: sellers
                        destinations:
                          - { channel: banner, to: "shop+sellers", locale: en }
                    """
            )
        )
        // Laid there as the hub starts, beside its taking requests.
        _ = try await eventually("the script and an empty file") { () -> Bool? in
            for path in ["/banner.js", "/banner.css", "/banner/demo", "/banner/shop.json"] {
                guard try await hub.get(path, token: nil).status == 200 else { return nil }
            }
            return true
        }
        return hub
    }

    private static func declare(_ hub: HubProcess, _ title: String, body: String) async throws -> String {
        try await declare(hub, ["title": .string(title), "severity": "sev3", "body": .string(body)])
    }

    private static func declare(
        _ hub: HubProcess,
        to audience: String = "buyers",
        _ incident: [String: JSON]
    ) async throws -> String {
        let body = JSON.object(incident.merging(["audiences": [.string(audience)]]) { $1 })
        let answer = try await hub.post("/v1/incidents", body)
        try #require(answer.status == 201, "\(answer.text)")
        return try #require(answer["id"]?.string)
    }

    /// Waits for what came before, so that no update supersedes another.
    private static func publish(_ hub: HubProcess, _ incident: String, _ phase: String, _ body: String) async throws {
        _ = try await hub.settled("incident=\(incident)", count: 1)
        let update: JSON = ["phase": .string(phase), "body": .string(body)]
        let answer = try await hub.post("/v1/incidents/\(incident)/updates", update)
        try #require(answer.status == 202, "\(answer.text)")
    }

    /// One that is severe and in two languages, one on some pages, one for sellers, one in Arabic.
    private static func declareSeveral(_ hub: HubProcess) async throws {
        let texts: JSON = ["en": "Nobody can pay.", "de": "Niemand kann zahlen."]
        _ = try await declare(
            hub,
            ["title": "Checkout fails", "severity": "sev2", "template": "update", "variables": ["news": texts]]
        )
        _ = try await declare(
            hub,
            ["title": "Search is slow", "severity": "sev3", "components": ["search"], "body": "Give it ten seconds."]
        )
        _ = try await declare(
            hub,
            to: "sellers",
            ["title": "Payouts are late", "severity": "sev3", "body": "They come tomorrow."]
        )
        _ = try await declare(
            hub,
            ["title": "البحث بطيء", "severity": "sev4", "locale": "ar", "body": "قد تستغرق النتائج حتى عشر ثوانٍ."]
        )
        _ = try await hub.settled("", count: 7)
    }
}
