// SPDX-License-Identifier: Apache-2.0

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
                let past: JSON = ["width": 390, "scheme": "dark"]
                for (name, path) in [("months", "history/"), ("month", "de/history/\(Self.month(of: id))/")] {
                    names.append(name)
                    steps += Self.look(name, "\(hub.site.url)/status/\(path)", past)
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
                    for path in [home, "style.css", "live.js", "icon.svg"] {
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
