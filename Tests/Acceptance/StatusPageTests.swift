// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Acceptance {
    /// The public status page: as the hub serves it, and as its files lie there once the hub is gone.
    @Suite struct StatusPage {
        private static let channels = """
              - { name: status, plugin: status_page, settings: { directory: "../status", title: Market } }
            """
        private static let audiences = """
              - name: public
                destinations:
                  - { channel: status, to: "public", locale: en }
                  - { channel: status, to: "public/de", locale: de }
              - name: partners
                destinations:
                  - { channel: status, to: "partners", locale: en }
            """

        private static func site(on stage: Stage) throws -> HubSite {
            try HubSite(
                in: stage.folder,
                port: FreePort.find(),
                channels: channels,
                audiences: audiences
            )
        }

        private static func declare(_ hub: HubProcess, _ title: String, to audience: String) async throws -> String {
            let answer = try await hub.post(
                "/v1/incidents",
                [
                    "title": .string(title), "severity": "sev1", "components": ["checkout"],
                    "audiences": [.string(audience)], "body": .string("\(title): we are looking into it."),
                ]
            )
            return try #require(answer["id"]?.string, "\(answer.text)")
        }

        @Test func `an incident is on the page, in the JSON and in every feed, and its end as well`() async throws {
            try await Stage.play { stage in
                let hub = try await stage.hub(Self.site(on: stage))
                let id = try await Self.declare(hub, "Checkout errors", to: "public")
                _ = try await hub.settled("incident=\(id)", count: 2)
                let summary = try await hub.get("/status/api/v2/summary.json", token: nil)
                #expect(summary["status"]?["indicator"] == "critical")
                #expect(summary["incidents"]?[0]?["name"] == "Checkout errors")
                for path in ["/status/", "/status/de/", "/status/incidents/\(id)/"] {
                    let page = try await hub.get(path, token: nil)
                    #expect(page.status == 200, "\(path)")
                    #expect(page.text.contains("Checkout errors"), "\(path)")
                    let again = try await hub.request(
                        "GET",
                        path,
                        token: nil,
                        headers: ["if-none-match": page.headers["etag"] ?? page.headers["ETag"] ?? ""]
                    )
                    #expect(again.status == 304, "\(path)")
                }
                let ended = try await hub.post(
                    "/v1/incidents/\(id)/updates",
                    ["phase": "resolved", "body": "It works again."]
                )
                #expect(ended.status == 202)
                _ = try await hub.settled("incident=\(id)", count: 4)
                let status = try await hub.get("/status/api/v2/status.json", token: nil)
                #expect(status["status"]?["indicator"] == "none")
                let child = try stage.spawn(
                    PackageRoot.python(),
                    [PackageRoot.script("verify_feeds.py"), "\(hub.site.url)/status"]
                )
                let end = try await child.waitForEnd(within: .seconds(30))
                #expect(end == .exited(0), "\(child.errors.value.joined(separator: "\n"))")
                let counts = try JSON(child.output.value.joined())
                for feed in ["history.atom", "history.rss", "feed.json"] { #expect(counts[feed] == 2, "\(feed)") }
            }
        }

        @Test func `the files say the same once the hub is gone`() async throws {
            try await Stage.play { stage in
                let hub = try await stage.hub(Self.site(on: stage))
                let id = try await Self.declare(hub, "Checkout errors", to: "public")
                _ = try await hub.settled("incident=\(id)", count: 2)
                let served = try await hub.get("/status/api/v2/summary.json", token: nil)
                try await hub.kill()
                let folder = "\(stage.folder)/status/public"
                #expect(try String(contentsOfFile: "\(folder)/api/v2/summary.json", encoding: .utf8) == served.text)
                let page = try String(contentsOfFile: "\(folder)/incidents/\(id)/index.html", encoding: .utf8)
                #expect(page.contains("Checkout errors"))
                #expect(FileManager.default.fileExists(atPath: "\(folder)/index.html.gz"))
            }
        }

        @Test func `nobody reads on the public page what was said to partners alone`() async throws {
            try await Stage.play { stage in
                let hub = try await stage.hub(Self.site(on: stage))
                let shown = try await Self.declare(hub, "Checkout errors", to: "public")
                let hidden = try await Self.declare(hub, "Settlement file late", to: "partners")
                _ = try await hub.settled("incident=\(shown)", count: 2)
                _ = try await hub.settled("incident=\(hidden)", count: 1)
                let folder = "\(stage.folder)/status/public"
                let paths = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
                    .filter { $0.contains(".") && !$0.hasSuffix(".gz") }
                #expect(paths.count > 12)
                for path in paths {
                    let page = try await hub.get("/status/\(path)", token: nil)
                    #expect(page.status == 200, "\(path)")
                    #expect(!page.text.contains("Settlement"), "\(path)")
                    #expect(!page.text.contains(hidden), "\(path)")
                }
                for path in ["pages/partners/", "public.record.json", "../partners/index.html", "partners/index.html"] {
                    let answer = try await hub.get("/status/\(path)", token: nil)
                    #expect(answer.status == 404, "\(path)")
                }
            }
        }
    }
}
