// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

extension Acceptance {
    /// What nobody may read who is not told it: a walk over every public address of a hub that has all of it.
    @Suite struct PublicAddresses {
        @Test func `no public address gives away what was not said to everyone`() async throws {
            try await Stage.play { stage in
                let town = try await PublicTown(on: stage)
                let secrets = try await town.live()
                let walk = try await PublicWalk(of: town.hub, from: try await town.addresses(), on: stage)

                // The walk has been everywhere, and what is public is there.
                let found = Set(walk.visits.filter { $0.method == "GET" && $0.status == 200 }.map(\.path))
                let pages = ["/status/", "/status/de/", "/status/pages/sellers/", "/status/pages/guests/"]
                let feeds = ["history.atom", "history.rss", "feed.json", "history.ics", "version.json", "stream"]
                let api = ["summary", "incidents", "incidents/unresolved", "scheduled-maintenances", "components"]
                var expected = ["/banner/shop.json", "/banner.js", "/banner/demo", "/kb", "/livez", "/readyz"]
                expected += pages + pages.map { $0 + "history/" } + feeds.map { "/status/\($0)" }
                expected += api.map { "/status/api/v2/\($0).json" }
                for path in expected { #expect(found.contains(path), "\(path) was not found") }
                for (path, word) in [
                    ("/status/", PublicTown.said), ("/status/incidents/\(town.shown)/", PublicTown.said),
                    ("/status/history.atom", PublicTown.said), ("/banner/shop.json", PublicTown.said),
                    ("/status/pages/sellers/", PublicTown.sellers),
                ] {
                    #expect(walk[path]?.says(word) == true, "\(path) does not say \(word)")
                }

                for visit in walk.visits {
                    #expect(visit.flaw == nil, "\(visit.method) \(visit.path)")
                    #expect(visit.status < 500, "\(visit.method) \(visit.path)")
                    // Whoever has a reader's own link can take that reader's own data home, and nobody else's.
                    let own = visit.path.hasPrefix("/preferences/") && visit.path.hasSuffix("/data")
                    for secret in secrets where !own || secret != PublicTown.linked {
                        #expect(!visit.says(secret), "\(visit.method) \(visit.path) gives away \(secret)")
                    }
                    // One page's incidents are not on another's.
                    if visit.path.hasPrefix("/status/pages/sellers/") {
                        #expect(!visit.says(PublicTown.said), "\(visit.path)")
                    } else if visit.path.hasPrefix("/status/") {
                        #expect(!visit.says(PublicTown.sellers), "\(visit.path)")
                        #expect(!visit.says(town.sold), "\(visit.path)")
                    }
                }
            }
        }

        @Test func `two channels of status pages keep their readers' incidents apart, and links lead to the right one`()
            async throws
        {
            try await Stage.play { stage in
                let town = try await PublicTown(on: stage)
                _ = try await town.live()
                let partners = "\(stage.folder)/partners/public"
                let texts = try PublicWalk.files(in: partners, below: "\(partners)/").filter { !$0.hasSuffix(".gz") }
                    .map { try String(contentsOfFile: $0, encoding: .utf8) }
                #expect(texts.contains { $0.contains("Heliotrope") })
                #expect(!texts.contains { $0.contains(PublicTown.said) || $0.contains(town.shown) })
                #expect(!texts.contains { $0.contains(PublicTown.sellers) || $0.contains(town.sold) })

                let hub = town.hub.site.url
                let mail = { (reader: String) in
                    try await town.mails.mails(atLeast: 1, to: "\(reader)@people.example").map { $0.part("text/plain") }
                }
                #expect(try await mail("buyer").contains { $0.contains("\(hub)/status/incidents/\(town.shown)/") })
                #expect(
                    try await mail("seller")
                        .contains { $0.contains("\(hub)/status/pages/sellers/incidents/\(town.sold)/") }
                )
                #expect(
                    try await mail("partner").contains { $0.contains("https://partners.example/status/incidents/inc_") }
                )
                // Nobody is led where nothing is: colleagues learn more of what everyone can read of.
                let inside = try await town.mails.mails(atLeast: 2, to: "colleague@people.example")
                for told in inside.map({ $0.part("text/plain") }) {
                    let isShown = told.contains("Marigold")
                    #expect(told.contains("\(hub)/status/incidents/\(town.shown)/") == isShown, "\(told)")
                    #expect(isShown || !told.contains("/incidents/"), "\(told)")
                }
            }
        }
    }
}
