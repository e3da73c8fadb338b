// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Acceptance {
    /// The status page as readers see it, in a browser.
    ///
    /// With `BELFRY_SHOTS` set to a folder, pictures of what was looked at are left there.
    @Suite(BrowserSession.needed) struct BrowserStatusPages {
        @Test func `the page is without barriers in every language, on a phone and a desk, in light and dark`()
            async throws
        {
            try await Stage.play { stage in
                let hub = try await Self.hub(on: stage)
                let id = try await Self.live(hub)
                var steps: [JSON] = []
                var names: [String] = []
                for (home, zone) in [("", "Europe/London"), ("de/", "Europe/Berlin"), ("ar/", "Asia/Riyadh")] {
                    for (width, height) in [(390, 844), (1_280, 800)] {
                        for scheme in ["light", "dark"] {
                            let view: JSON = [
                                "width": .number(Double(width)), "height": .number(Double(height)),
                                "scheme": .string(scheme), "zone": .string(zone),
                            ]
                            let name = "\(home.isEmpty ? "en" : String(home.dropLast())) \(width) \(scheme)"
                            names += [name, "\(name) incident"]
                            steps += Self.look(name, "\(hub.site.url)/status/\(home)", view)
                            steps += Self.look(
                                "\(name) incident",
                                "\(hub.site.url)/status/\(home)incidents/\(id)/",
                                view
                            )
                        }
                    }
                }
                let browser = try BrowserSession(on: stage, steps)
                for name in names {
                    try await Self.judge(name, in: browser)
                }
            }
        }

        @Test func `the page is whole at twice its size, on the narrowest screen, on paper and without a script`()
            async throws
        {
            try await Stage.play { stage in
                let hub = try await Self.hub(on: stage)
                _ = try await Self.live(hub)
                let url = "\(hub.site.url)/status/"
                let views: [(name: String, view: JSON)] = [
                    ("zoom", ["zoom": 2, "width": 1_280]), ("narrow", ["width": 320, "height": 640]),
                    ("print", ["media": "print", "width": 794, "height": 1_123]),
                    ("arabic print", ["media": "print", "width": 794, "height": 1_123, "scheme": "dark"]),
                    ("silent", ["script": false]),
                ]
                let steps = views.flatMap { name, view -> [JSON] in
                    let parts: JSON = ["do": "read", "of": "main, header nav", "as": .string("\(name) parts")]
                    return Self.look(name, name == "arabic print" ? url + "ar/" : url, view, and: [parts])
                }
                let browser = try BrowserSession(on: stage, steps)
                for (name, _) in views {
                    try await Self.judge(name, in: browser)
                    let parts = try await browser.answer("\(name) parts")["elements"]?.items ?? []
                    let main = try #require(parts.first { $0["tag"] == "main" }?["text"]?.string)
                    for said in ["Cards fail.", "2031"] { #expect(main.contains(said), "\(name): \(said)") }
                    let navigation = try #require(parts.first { $0["tag"] == "nav" })
                    #expect((navigation["display"] == "none") == name.hasSuffix("print"), "\(name): \(navigation.text)")
                }
            }
        }

        @Test func `an open page takes in what happens, in the reader's own time, and keeps the focus where it is`()
            async throws
        {
            try await Stage.play { stage in
                let hub = try await Self.hub(on: stage)
                let first = try await Self.declare(hub, ["title": "Search is slow", "severity": "sev4"])
                let link = "main .incident h3 a"
                let browser = try BrowserSession(
                    on: stage,
                    [
                        ["do": "open", "url": .string("\(hub.site.url)/status/"), "zone": "Asia/Kolkata"],
                        ["do": "wait", "for": .string(link), "text": "Search is slow", "as": "before"],
                        ["do": "wait", "for": ".now .local", "text": "GMT+5:30", "as": "zone"],
                        ["do": "run", "script": .string("document.querySelector('\(link)').focus()")],
                        ["do": "run", "script": "window.mark = document.querySelector('main')", "as": "listening"],
                        ["do": "wait", "for": "main .timeline li", "text": "It is the index.", "as": "update"],
                        ["do": "read", "of": "#live", "as": "told"],
                        ["do": "run", "script": "return document.activeElement.textContent", "as": "focus"],
                        ["do": "wait", "for": ".now h1", "text": "Everything is working.", "as": "resolved"],
                        ["do": "run", "script": "return window.mark === document.querySelector('main')", "as": "same"],
                        ["do": "axe", "as": "axe"], ["do": "problems", "as": "problems"],
                    ]
                )
                try await browser.answer("before")
                try await browser.answer("zone")
                try await browser.answer("listening")
                try await Self.publish(hub, first, ["phase": "identified", "body": "It is the index."])
                try await browser.answer("update")
                #expect(try await browser.answer("told").texts == ["The page has been updated."])
                #expect(try await browser.answer("focus")["value"] == "Search is slow")
                try await Self.publish(hub, first, ["phase": "resolved", "body": "It works."])
                try await browser.answer("resolved")
                #expect(try await browser.answer("same")["value"] == true)
                for name in ["axe", "problems"] {
                    let complaints = try await browser.answer(name).complaints
                    #expect(complaints == [])
                }
            }
        }

        @Test func `the first view has less than 50 kB, also on a bad day`() async throws {
            try await Stage.play { stage in
                let hub = try await Self.hub(on: stage)
                let long = String(repeating: "Cards fail for many readers, and we look into each of them. ", count: 200)
                for number in 1...12 {
                    _ = try await Self.declare(
                        hub,
                        ["title": .string("Incident \(number)"), "severity": "sev1", "body": .string(long)]
                    )
                }
                for home in ["", "de/", "ar/"] {
                    var bytes = 0
                    for path in [home, "style.css", "live.js"] {
                        let answer = try await hub.get("/status/\(path)", token: nil)
                        try #require(answer.status == 200)
                        bytes += answer.body.count
                    }
                    #expect(bytes < 50_000, "\(home)")
                    #expect(bytes > 15_000, "\(home): that is hardly a bad day")
                }
            }
        }
    }
}

extension Acceptance.BrowserStatusPages {
    /// By how much the page is wider than its window.
    private static let overhang = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"

    /// Opens an address, and looks at it from every side; `more` is done there besides.
    private static func look(_ name: String, _ url: String, _ view: JSON, and more: [JSON] = []) -> [JSON] {
        let open: [String: JSON] = ["do": "open", "url": .string(url)]
        var steps: [JSON] = [
            .object(open.merging(view.entries) { $1 }),
            ["do": "run", "script": .string(overhang), "as": .string("\(name) overhang")],
            // It is a script as well.
            view["script"] == false
                ? ["do": "read", "of": "html", "as": .string("\(name) axe")]
                : ["do": "axe", "as": .string("\(name) axe")],
            ["do": "problems", "as": .string("\(name) problems")],
        ]
        steps += more
        // Last, for it leaves the page in another state.
        if let folder = ProcessInfo.processInfo.environment["BELFRY_SHOTS"] {
            steps.append(["do": "shot", "file": .string("\(folder)/\(name.replacing(" ", with: "-")).png")])
        }
        return steps
    }

    private static func judge(_ name: String, in browser: BrowserSession) async throws {
        #expect(try await browser.answer("\(name) overhang")["value"] == 0, "\(name)")
        for part in ["axe", "problems"] {
            let complaints = try await browser.answer("\(name) \(part)").complaints
            #expect(complaints == [], "\(name)")
        }
    }

    private static func hub(on stage: Stage) async throws -> HubProcess {
        try await stage.hub(
            HubSite(
                in: stage.folder,
                port: FreePort.find(),
                channels: """
                      - name: status
                        plugin: status_page
                        settings:
                          directory: "../status"
                          title: Market
                          support_url: "https://help.market.example"
                          components:
                            - { name: checkout, title: { en: Checkout, de: Kasse, ar: الدفع }, group: { en: Buying, de: Kaufen, ar: الشراء }, journeys: [{ en: Pay by card, de: Mit Karte zahlen, ar: الدفع بالبطاقة }] }
                            - { name: payments, title: { en: Payments, de: Zahlungen, ar: المدفوعات }, group: { en: Buying, de: Kaufen, ar: الشراء } }
                            - { name: search, title: { en: Search, de: Suche, ar: البحث } }
                    """,
                audiences: """
                      - name: public
                        destinations:
                          - { channel: status, to: "public", locale: en }
                          - { channel: status, to: "public/de", locale: de }
                          - { channel: status, to: "public/ar", locale: ar }
                    """
            )
        )
    }

    private static func declare(_ hub: HubProcess, _ incident: [String: JSON]) async throws -> String {
        let usual: [String: JSON] = ["audiences": ["public"], "body": "Cards fail."]
        let answer = try await hub.post("/v1/incidents", .object(usual.merging(incident) { $1 }))
        try #require(answer.status == 201, "\(answer.text)")
        let id = try #require(answer["id"]?.string)
        _ = try await hub.settled("incident=\(id)", count: 3)
        return id
    }

    private static func publish(_ hub: HubProcess, _ incident: String, _ update: JSON) async throws {
        let answer = try await hub.post("/v1/incidents/\(incident)/updates", update)
        try #require(answer.status == 202, "\(answer.text)")
        _ = try await hub.settled("incident=\(incident)", count: 3 * (answer["sequence"]?.int ?? 1))
    }

    /// One of everything; returns an incident that is over, with a review, a correction and all kinds of Markdown.
    private static func live(_ hub: HubProcess) async throws -> String {
        let over = try await declare(
            hub,
            ["title": "Payouts were late", "severity": "sev3", "components": ["payments"]]
        )
        try await publish(hub, over, ["phase": "identified", "body": "Banks were closed.", "corrects": 1])
        let text = """
            | Country | Late by |
            | --- | --- |
            | Germany | 2 hours |

            ```
            error: bank_closed_for_a_very_long_holiday_of_which_nobody_had_told_anyone_before_it_began_on_monday
            ```

            > Please wait.

            1. First <https://help.market.example/a/very/long/address/that/goes/on/and/on/without/any/place/to/break>
            2. Second
            """
        try await publish(
            hub,
            over,
            ["phase": "resolved", "sections": ["what_happened": "Paid.", "help": .string(text)]]
        )
        try await publish(
            hub,
            over,
            [
                "phase": "postmortem",
                "sections": ["what_happened": "A holiday.", "safeguards": "- A calendar\n- A test"],
            ]
        )
        _ = try await declare(
            hub,
            [
                "title": "Checkout fails for many", "severity": "sev1", "components": ["checkout", "payments"],
                "sections": [
                    "what_happened": "Cards fail.", "impact": "Nobody can pay by card.",
                    "what_you_can_do": "Pay by invoice.",
                ],
                "body": .null,
            ]
        )
        _ = try await declare(
            hub,
            ["title": "Search is watched", "severity": "sev3", "components": ["search"], "phase": "monitoring"]
        )
        _ = try await declare(
            hub,
            [
                "title": "Search moves", "severity": "sev4", "components": ["search"],
                "scheduled_for": "2031-05-01T10:00:00Z", "scheduled_until": "2031-05-01T12:00:00Z",
            ]
        )
        _ = try await declare(
            hub,
            ["title": "Payments move", "components": ["payments"], "severity": "sev4", "phase": "in_progress"]
        )
        _ = try await declare(
            hub,
            ["title": "البحث بطيء", "severity": "sev4", "locale": "ar", "body": "قد تستغرق النتائج حتى عشر ثوانٍ."]
        )
        return over
    }
}
