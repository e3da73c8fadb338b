// SPDX-License-Identifier: Apache-2.0

import Foundation
import Simulator
import Testing

extension Acceptance {
    /// Adapters that are programs of their own.
    @Suite struct ProcessPlugins {
        private static let examples = "\(PackageRoot.path)/Plugins/Examples"
        private static let child = "\(PackageRoot.path)/Tests/ProcessPlugins/Children/child.py"

        /// A plugin called `child` that misbehaves for destinations called “bad”.
        private func child(_ mode: String, on stage: Stage) throws -> String {
            let folder = "\(stage.folder)/plugins/child"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let text = "name: child\nversion: \"1\"\nprotocol: 1\ncommand: [python3, \(Self.child), \(mode)]\n"
            try text.write(toFile: "\(folder)/plugin.yaml", atomically: true, encoding: .utf8)
            return folder
        }

        private func site(_ stage: Stage, channels: [String], audiences: String) throws -> HubSite {
            let port = try FreePort.find()
            return try HubSite(
                in: stage.folder,
                port: port,
                configuration: """
                    hub:
                      listen: "127.0.0.1:\(port)"
                      data: "../data"
                      templates: "\(PackageRoot.path)/Templates"
                      disk_reserve: 1MB
                      plugins: ["\(Self.examples)", "../plugins"]
                    channels:
                    \(channels.joined(separator: "\n"))
                    audiences:
                    \(audiences)
                    access:
                      bootstrap_token: "env:BELFRY_BOOTSTRAP_TOKEN"

                    """
            )
        }

        private func lines(_ file: String) -> [String] {
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else { return [] }
            return text.split(separator: "\n").map(String.init)
        }

        @Test func `a message goes through two plugins while a third one crashes, and webhooks are untouched`()
            async throws
        {
            try await Stage.play { stage in
                let folder = try child("crashes", on: stage)
                let sink = try await stage.sink()
                let hooks = (1...50).map { ("hooks", sink.url("/hook/\($0)")) }
                let site = try site(
                    stage,
                    channels: [
                        "  - { name: board, plugin: http-post, settings: { url: \"\(sink.url("/board"))\" } }",
                        "  - { name: log, plugin: append-log, settings: { file: \"../shift.log\" } }",
                        "  - { name: shaky, plugin: child, retry: { schedule: [1s, 2s, 2s, 2s], expires: 1h } }",
                        Section.hooks(),
                    ],
                    audiences: Section.audience(
                        "everyone",
                        [("shaky", "bad"), ("board", "operations"), ("log", "night")] + hooks
                    )
                )
                let hub = try await stage.hub(site)
                let body: JSON = ["title": "Checkout is down", "body": "Nobody can pay.", "to": ["everyone"]]
                #expect(try await hub.post("/v1/messages", body).status == 202)

                let all = try await hub.settled("channel=hooks", count: 50)
                #expect(all.allSatisfy { $0["state"] == "delivered" && $0["attempt_count"] == 1 })
                #expect(sink.requests(path: "/hook/").count == 50)

                _ = try await hub.delivery(to: "operations", in: "delivered")
                _ = try await hub.delivery(to: "night", in: "delivered")
                let posts = sink.requests(path: "/board")
                #expect(posts.count == 1)
                let post = try JSON(try #require(posts.first).body)
                #expect(post["title"] == "Checkout is down")
                #expect(post["text"]?.string?.contains("Nobody can pay.") == true)
                #expect(post["room"] == "operations")
                let logged = lines("\(stage.folder)/shift.log")
                #expect(logged.count == 1)
                #expect(logged.first?.contains("[night] Checkout is down What happened Nobody can pay.") == true)

                // The third has crashed at it more than once: each time nobody knows, and it was started again.
                let shaky = try await eventually("a second attempt of the plugin that crashes") {
                    let id = try await hub.deliveries("channel=shaky").first?["id"]?.string ?? ""
                    let shown = try await hub.delivery(id)
                    return shown["attempts"]?.items.filter { $0["result"] == "unknown" }.count ?? 0 >= 2 ? shown : nil
                }
                #expect(shaky["attempts"]?[0]?["fault"]?["error_type"] == "outcome_unknown")
                #expect(lines("\(folder)/started").count >= 2)
                #expect(hub.log.contains { $0.contains("ended by itself with status 9") })

                #expect(try await hub.terminate() == .exited(0))
                for process in lines("\(folder)/started") {
                    #expect(!FileManager.default.fileExists(atPath: "/proc/\(process)"))
                }
            }
        }

        @Test(arguments: ["http-post", "append-log"])
        func `the examples pass the trial`(name: String) async throws {
            try await Stage.play { stage in
                let trial = try await stage.belfry("channels", "test", "--plugin", "\(Self.examples)/\(name)")
                #expect(trial.end == .exited(0), "\(trial.text)\n\(trial.errorText)")
                #expect(trial.output.count > 10)
                #expect(trial.output.allSatisfy { $0.hasPrefix("ok") })
            }
        }

        @Test func `the trial says what is wrong with a plugin, and ends with status 1`() async throws {
            try await Stage.play { stage in
                let folder = try child("well", on: stage)
                let trial = try await stage.belfry("channels", "test", "--plugin", folder, "--json")
                #expect(trial.end == .exited(1))
                #expect(trial.json?["ok"] == false)
                #expect(trial.json?["items"]?.items.last?["problem"] == "there is no “test:” in it")
            }
        }

        @Test func `check starts the plugins that are used and reports what they refuse`() async throws {
            try await Stage.play { stage in
                _ = try child("well", on: stage)
                let site = try site(
                    stage,
                    channels: [
                        "  - { name: board, plugin: http-post, settings: { url: \"gopher://example.com\" } }",
                        "  - { name: log, plugin: append-log, settings: { file: \"../shift.log\" } }",
                        "  - { name: other, plugin: child, settings: { } }",
                    ],
                    audiences: Section.audience("everyone", [("log", "night")])
                )
                let check = try await stage.belfry(
                    "check",
                    "--config",
                    site.configuration,
                    environment: site.environment
                )
                #expect(check.end == .exited(1))
                #expect(check.errors.filter { $0.hasPrefix("error") }.count == 1, "\(check.errorText)")
                #expect(check.errorText.contains("url must be an http or https address"))
                #expect(check.errorText.contains("where: /settings/url"))
            }
        }

        @Test func `a setting that a plugin does not describe, and a name that is taken, are mistakes with a place`()
            async throws
        {
            try await Stage.play { stage in
                let folder = try child("well", on: stage)
                let channel = "  - { name: board, plugin: http-post, settings: { url: \"http://a.example\", tokn: a } }"
                let site = try site(stage, channels: [channel], audiences: Section.audience("e", [("board", "x")]))
                let text = try String(contentsOfFile: "\(folder)/plugin.yaml", encoding: .utf8)
                try text.replacing("name: child", with: "name: webhook")
                    .write(toFile: "\(folder)/plugin.yaml", atomically: true, encoding: .utf8)
                let check = try await stage.belfry(
                    "check",
                    "--config",
                    site.configuration,
                    environment: site.environment
                )
                #expect(check.end == .exited(1))
                #expect(check.errorText.contains("“tokn”"))
                #expect(check.errorText.contains("token"))
                #expect(check.errorText.contains("is called “webhook” already"))
            }
        }

        @Test func `a plugin that does not start keeps no hub from starting`() async throws {
            try await Stage.play { stage in
                let folder = try child("exits", on: stage)
                let sink = try await stage.sink()
                let site = try site(
                    stage,
                    channels: ["  - { name: shaky, plugin: child, settings: { key: a } }", Section.hooks()],
                    audiences: Section.audience("everyone", [("shaky", "bad"), ("hooks", sink.url("/hook"))])
                )
                let hub = try await stage.hub(site)
                let body: JSON = ["title": "Hello", "body": "Text", "to": ["everyone"]]
                #expect(try await hub.post("/v1/messages", body).status == 202)
                #expect(await sink.requests(atLeast: 1, path: "/hook", within: .seconds(10)).count == 1)
                let waiting = try await hub.delivery(to: "bad", in: "retrying")
                #expect(waiting["fault"]?["error_type"] == "provider_unavailable")
                #expect(lines("\(folder)/started").count >= 1)
            }
        }
    }
}
