// SPDX-License-Identifier: Apache-2.0

import Glibc
import Simulator
import Testing

extension Acceptance {
    @Suite struct Draining {
        @Test func `SIGTERM lets the attempts under way finish, leaves nothing unknown, and loses nothing`()
            async throws
        {
            try await Stage.play { stage in
                let sink = try await stage.sink(SinkScript(otherwise: .status(200).after(.seconds(1))))
                let addresses = (1...12).map { sink.url("/hook/\($0)") }
                let hub = try await stage.hub(
                    HubSite(
                        in: stage.folder,
                        port: FreePort.find(),
                        channels: Section.hooks(more: ", concurrency: 4"),
                        audiences: Section.audience("partners", addresses.map { ("hooks", $0) })
                    )
                )
                let message: JSON = ["title": "Hello", "body": "Text", "to": ["partners"]]
                #expect(try await hub.post("/v1/messages", message).status == 202)
                _ = await sink.requests(atLeast: 4, path: "/hook/", within: .seconds(20))
                let start = ContinuousClock.now
                #expect(try await hub.terminate(within: .seconds(20)) == .exited(0))
                #expect(ContinuousClock.now - start < .seconds(15))
                // Those under way were finished; the others were not begun.
                #expect(sink.total >= 4 && sink.total < addresses.count)

                try await hub.start()
                let all = try await hub.settled("", count: addresses.count)
                #expect(all.count == addresses.count)
                #expect(all.allSatisfy { $0["state"] == "delivered" && $0["attempt_count"] == 1 })
                for item in all {
                    let attempts = try await hub.delivery(item["id"]?.string ?? "")["attempts"]?.items ?? []
                    #expect(attempts.map { $0["result"]?.string } == ["delivered"])
                }
                #expect(sink.total == addresses.count)
            }
        }

        @Test func `a hub that has nothing to do ends at once`() async throws {
            try await Stage.play { stage in
                let site = try HubSite(
                    in: stage.folder,
                    port: FreePort.find(),
                    channels: Section.hooks(),
                    audiences: "  []"
                )
                let hub = try await stage.hub(site)
                let start = ContinuousClock.now
                #expect(try await hub.terminate() == .exited(0))
                #expect(ContinuousClock.now - start < .seconds(5))
                try await hub.start()
                hub.process?.signal(SIGINT)
                #expect(try await hub.process?.waitForEnd(within: .seconds(10)) == .exited(0))
            }
        }

        @Test func `a second hub on the same data is refused and disturbs nothing`() async throws {
            try await Stage.play { stage in
                let sink = try await stage.sink([])
                let hub = try await stage.hub(
                    HubSite(
                        in: stage.folder,
                        port: FreePort.find(),
                        channels: Section.hooks(),
                        audiences: Section.audience("partners", [("hooks", sink.url("/hook"))])
                    )
                )
                let second = try await stage.belfry(
                    "serve",
                    "--config",
                    hub.site.configuration,
                    environment: hub.site.environment
                )
                #expect(second.end == .exited(75))
                #expect(second.errorText.contains("Another hub is running on this data."))
                let message: JSON = ["title": "Hello", "body": "Text", "to": ["partners"]]
                #expect(try await hub.post("/v1/messages", message).status == 202)
                #expect(await sink.requests(atLeast: 1, path: "/hook", within: .seconds(20)).count == 1)
            }
        }
    }
}
