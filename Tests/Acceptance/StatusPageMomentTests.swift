// SPDX-License-Identifier: Apache-2.0

import Testing

extension Acceptance {
    /// How long readers wait for what was accepted: everything that they can look at is told at once.
    @Suite struct StatusPageMoments {
        private static func hub(on stage: Stage) async throws -> HubProcess {
            try await stage.hub(
                HubSite(
                    in: stage.folder,
                    port: FreePort.find(),
                    channels: """
                          - { name: status, plugin: status_page, settings: { directory: "../status", title: Market } }
                          - { name: banner, plugin: banner, settings: { directory: "../banner", places: [shop] } }
                        """,
                    audiences: """
                          - name: public
                            destinations:
                              - { channel: status, to: "public", locale: en }
                              - { channel: status, to: "public/de", locale: de }
                              - { channel: banner, to: "shop" }
                        """
                )
            )
        }

        /// Asks for every place again and again until each says what it is to say, and prints how long that took.
        private static func wait(
            on hub: HubProcess,
            _ what: String,
            for places: [(path: String, text: String)]
        ) async throws {
            let accepted = ContinuousClock.now
            var missing = places
            _ = try await eventually("\(what) at \(missing.map(\.path))") { () -> Bool? in
                var left: [(path: String, text: String)] = []
                for place in missing {
                    let answer = try await hub.get(place.path, token: nil)
                    if answer.status != 200 || !answer.text.contains(place.text) { left.append(place) }
                }
                missing = left
                return missing.isEmpty ? true : nil
            }
            print(
                "\(what) was at all of \(places.count) places \(ContinuousClock.now - accepted) after its acceptance."
            )
        }

        @Test func `what is accepted is on the page, in the JSON, in every feed and in the banner, and so is its end`()
            async throws
        {
            try await Stage.play { stage in
                let hub = try await Self.hub(on: stage)
                let declared = try await hub.post(
                    "/v1/incidents",
                    [
                        "title": "Checkout errors", "severity": "sev1", "components": ["checkout"],
                        "audiences": ["public"], "body": "We are looking into it.",
                    ]
                )
                let id = try #require(declared["id"]?.string)
                let pages = ["/status/", "/status/de/", "/status/incidents/\(id)/", "/status/de/incidents/\(id)/"]
                let feeds = ["history.atom", "history.rss", "feed.json", "de/history.atom"].map { "/status/\($0)" }
                let api = ["summary", "incidents", "incidents/unresolved"].map { "/status/api/v2/\($0).json" }
                try await Self.wait(
                    on: hub,
                    "The incident",
                    for: (pages + feeds + api + ["/banner/shop.json"]).map { ($0, "Checkout errors") }
                        + feeds.map { ($0, "\(id)/#update-1") } + api.map { ($0, "\"\(id)\"") }
                )
                let ended = try await hub.post(
                    "/v1/incidents/\(id)/updates",
                    ["phase": "resolved", "body": "Cards work again."]
                )
                try #require(ended.status == 202, "\(ended.text)")
                try await Self.wait(
                    on: hub,
                    "Its end",
                    for: (pages + feeds + ["/status/api/v2/incidents.json", "/banner/shop.json"])
                        .map { ($0, "Cards work again.") } + feeds.map { ($0, "\(id)/#update-2") }
                        + [
                            ("/status/api/v2/status.json", "\"none\""), ("/banner/shop.json", "\"success\""),
                            ("/status/api/v2/incidents/unresolved.json", "\"incidents\":[]"),
                        ]
                )
                // The newest first, each under its own name, and nothing twice.
                let feed = try await hub.get("/status/feed.json", token: nil)
                let names = (feed["items"]?.items ?? []).compactMap { $0["id"]?.string }
                #expect(names == [2, 1].map { "\(hub.site.url)/status/incidents/\(id)/#update-\($0)" })
                let incidents = try await hub.get("/status/api/v2/incidents.json", token: nil)
                let updates = incidents["incidents"]?[0]?["incident_updates"]?.items ?? []
                #expect(updates.map { $0["status"]?.string } == ["resolved", "investigating"])
                let banner = try await hub.get("/banner/shop.json", token: nil)
                #expect(banner["banners"]?.items.map { $0["incident_id"]?.string } == [id])
                #expect(banner["banners"]?[0]?["sequence"] == 2)
            }
        }

        @Test func `planned work is in the calendar until it is over, with the times that were planned`() async throws {
            try await Stage.play { stage in
                let hub = try await Self.hub(on: stage)
                let said = try await stage.belfry(
                    [
                        "incident", "declare", "Moving house", "--severity", "sev4", "--audience", "public",
                        "--scheduled-for", "2031-05-01T10:00:00Z", "--scheduled-until", "2031-05-01T12:00:00Z",
                        "--body", "Search rests for two hours.", "--json",
                    ],
                    environment: ["BELFRY_URL": hub.site.url, "BELFRY_TOKEN": HubSite.token]
                )
                let id = try #require(said.json?["id"]?.string, "\(said)")
                let upcoming = "/status/api/v2/scheduled-maintenances/upcoming.json"
                try await Self.wait(
                    on: hub,
                    "Planned work",
                    for: [
                        ("/status/", "Thu 1 May 2031, 12:00 UTC"), ("/status/de/", "Geplantes Ende"),
                        ("/status/history.ics", "DTSTART:20310501T100000Z\r\nDTEND:20310501T120000Z"),
                        (upcoming, "\"scheduled_for\":\"2031-05-01T10:00:00.000Z\""),
                        (upcoming, "\"scheduled_until\":\"2031-05-01T12:00:00.000Z\""),
                        ("/banner/shop.json", "\"starts_at\":\"2031-05-01T10:00:00.000Z\""),
                    ]
                )
                let reader = try stage.spawn(
                    PackageRoot.python(),
                    [PackageRoot.script("verify_feeds.py"), "\(hub.site.url)/status"]
                )
                #expect(try await reader.waitForEnd(within: .seconds(30)) == .exited(0), "\(reader.errors.value)")
                #expect(try JSON(reader.output.value.joined())["history.ics"] == 1)
                for phase in ["in_progress", "completed"] {
                    let update: JSON = ["phase": .string(phase), "body": "Search moves."]
                    try #require(try await hub.post("/v1/incidents/\(id)/updates", update).status == 202)
                }
                try await Self.wait(
                    on: hub,
                    "Its end",
                    for: [
                        (upcoming, "\"scheduled_maintenances\":[]"), ("/status/history.ics", "SEQUENCE:2"),
                        ("/status/api/v2/scheduled-maintenances.json", "\"status\":\"completed\""),
                    ]
                )
            }
        }

        @Test func `a review is on the page once somebody has published it, and not while it is a draft`() async throws
        {
            try await Stage.play { stage in
                let hub = try await Self.hub(on: stage)
                let declared = try await hub.post(
                    "/v1/incidents",
                    [
                        "title": "Checkout errors", "severity": "sev2", "audiences": ["public"], "phase": "resolved",
                        "body": "Cards failed for an hour.",
                    ]
                )
                let id = try #require(declared["id"]?.string)
                let review: JSON = ["phase": "postmortem", "sections": ["safeguards": "We test cards every minute."]]
                let draft = JSON.object(review.entries.merging(["notify": false]) { $1 })
                let kept = try await hub.post("/v1/incidents/\(id)/updates", draft)
                #expect(kept["state"] == "recorded")
                _ = try await hub.settled("incident=\(id)", count: 3)
                let page = "/status/incidents/\(id)/"
                let places = [page, "/status/api/v2/incidents.json", "/status/history.atom", "/banner/shop.json"]
                for path in places {
                    let answer = try await hub.get(path, token: nil)
                    #expect(answer.text.contains("Cards failed"), "\(path)")
                    #expect(!answer.text.contains("every minute"), "\(path)")
                }
                try #require(try await hub.post("/v1/incidents/\(id)/updates", review).status == 202)
                try await Self.wait(on: hub, "The review", for: places.map { ($0, "every minute") })
                #expect(try await hub.get(page, token: nil).text.contains("<h2 id=\"review\">Review</h2>"))
            }
        }
    }
}
