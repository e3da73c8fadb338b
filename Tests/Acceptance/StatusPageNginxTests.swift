// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Acceptance {
    /// What readers are left with while the hub is down: the last state, from any web server.
    @Suite(NginxServer.needed) struct StatusPagesWithoutHub {
        private static func hub(on stage: Stage) async throws -> HubProcess {
            try await stage.hub(
                HubSite(
                    in: stage.folder,
                    port: FreePort.find(),
                    channels: """
                          - { name: status, plugin: status_page, settings: { directory: "../data/status", title: Market } }
                          - name: banner
                            plugin: banner
                            settings: { directory: "../data/banner", places: [shop], poll_after_s: 5, keep_resolved: 10s }
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

        private static func declare(_ hub: HubProcess, _ phase: String = "investigating") async throws -> String {
            let answer = try await hub.post(
                "/v1/incidents",
                [
                    "title": "Checkout errors", "severity": "sev3", "audiences": ["public"], "phase": .string(phase),
                    "body": "Cards fail.",
                ]
            )
            let id = try #require(answer["id"]?.string, "\(answer.text)")
            _ = try await hub.settled("incident=\(id)", count: 3)
            return id
        }

        @Test func `nginx gives the last state as the hub did, once the hub is killed`() async throws {
            try await Stage.play { stage in
                let hub = try await Self.hub(on: stage)
                let nginx = try await NginxServer(for: hub, on: stage)
                let id = try await Self.declare(hub)
                let paths = [
                    "/status/", "/status/de/", "/status/incidents/\(id)/", "/status/history/", "/status/style.css",
                    "/status/live.js", "/status/icon.svg", "/status/version.json", "/status/api/v2/summary.json",
                    "/status/history.atom",
                    "/status/history.rss", "/status/feed.json", "/status/history.ics", "/banner/shop.json",
                    "/banner.js", "/banner.css", "/banner/demo",
                ]
                var served: [String: Answer] = [:]
                for path in paths { served[path] = try await hub.get(path, token: nil) }
                try await hub.kill()
                for path in paths {
                    let (before, after) = (served[path], try await hub.get(nginx.url + path, token: nil))
                    #expect(after.status == 200, "\(path)")
                    #expect(after.body == before?.body, "\(path)")
                    for name in [
                        "content-type", "cache-control", "access-control-allow-origin", "content-security-policy",
                        "x-content-type-options",
                    ] {
                        #expect(after.headers[name] == before?.headers[name], "\(path): \(name)")
                    }
                    let tag = try #require(after.headers["etag"], "\(path)")
                    let again = try await hub.request(
                        "GET",
                        nginx.url + path,
                        token: nil,
                        headers: ["if-none-match": tag]
                    )
                    #expect(again.status == 304, "\(path)")
                }
                let packed = try await hub.request(
                    "HEAD",
                    nginx.url + "/status/",
                    token: nil,
                    headers: ["accept-encoding": "gzip"]
                )
                #expect(packed.headers["content-encoding"] == "gzip")
                #expect(packed.headers["vary"] == "Accept-Encoding")
                for (path, place) in [("/status", "/status/"), ("/status/incidents/\(id)", "/status/incidents/\(id)/")]
                {
                    let answer = try await hub.get(nginx.url + path, token: nil)
                    #expect((300..<400).contains(answer.status) && answer.headers["location"] == place, "\(path)")
                }
                for path in ["/status/nothing/", "/status/public.record.json", "/status../public.record.json", "/"] {
                    #expect(try await hub.get(nginx.url + path, token: nil).status == 404, "\(path)")
                }
                let feeds = try stage.spawn(
                    PackageRoot.python(),
                    [PackageRoot.script("verify_feeds.py"), "\(nginx.url)/status"]
                )
                let end = try await feeds.waitForEnd(within: .seconds(30))
                #expect(end == .exited(0), "\(feeds.errors.value.joined(separator: "\n"))")
            }
        }

        @Test func `a web server's user may read the page, and not what it is made from`() async throws {
            try await Stage.play { stage in
                let hub = try await Self.hub(on: stage)
                let id = try await Self.declare(hub)
                let folder = "\(hub.site.data)/status"
                func mode(_ path: String) throws -> Int {
                    let found = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")
                    return try #require((found[.posixPermissions] as? NSNumber)?.intValue)
                }
                for path in ["public/index.html", "public/index.html.gz", "public/incidents/\(id)/index.html"] {
                    #expect(try mode(path) & 0o444 == 0o444, "\(path)")
                }
                for path in ["public", "public/incidents/\(id)"] { #expect(try mode(path) & 0o555 == 0o555, "\(path)") }
                #expect(try mode("public.record.json") & 0o077 == 0)
            }
        }

        @Test(BrowserSession.needed)
        func `a page that is open when the hub is killed keeps its state, and its banner goes when it is due`()
            async throws
        {
            try await Stage.play { stage in
                let hub = try await Self.hub(on: stage)
                let nginx = try await NginxServer(for: hub, on: stage)
                _ = try await Self.declare(hub, "resolved")
                try await hub.kill()
                let browser = try BrowserSession(
                    on: stage,
                    [
                        ["do": "open", "url": .string("\(nginx.url)/banner/demo?banner=shop&locale=en")],
                        ["do": "wait", "for": ".belfry-banner", "text": "Cards fail.", "as": "banner"],
                        ["do": "wait", "for": ".belfry-banner", "count": 0, "within": 60, "as": "expired"],
                        ["do": "problems", "as": "problems"],
                        ["do": "open", "url": .string("\(nginx.url)/status/")],
                        ["do": "wait", "for": "main .past li", "text": "Checkout errors", "as": "page"],
                        ["do": "axe", "as": "axe"],
                    ]
                )
                try await browser.answer("banner")
                try await browser.answer("expired")
                #expect(try await browser.answer("problems").complaints == [])
                try await browser.answer("page")
                #expect(try await browser.answer("axe").complaints == [])
            }
        }
    }
}
