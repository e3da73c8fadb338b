// SPDX-License-Identifier: Apache-2.0

import Announcement
import Simulator
import Testing

extension Acceptance {
    @Suite struct Retries {
        @Test func `a destination that answers 500, 500 and 200 has the message after three recorded attempts`()
            async throws
        {
            try await Stage.play { stage in
                let sink = try await stage.sink([.on("/hook", 500, 500, 200)])
                let hub = try await stage.hub(
                    HubSite(
                        in: stage.folder,
                        port: FreePort.find(),
                        channels: Section.hooks(),
                        audiences: Section.audience("partners", [("hooks", sink.url("/hook"))])
                    )
                )
                let sent = try await hub.post("/v1/messages", ["title": "Hello", "body": "Text", "to": ["partners"]])
                #expect(sent.status == 202, "\(sent.text)")
                #expect(sent["deliveries"] == 1)

                let delivery = try await hub.delivery(to: sink.url("/hook"), in: "delivered")
                #expect(delivery["attempt_count"] == 3)
                let attempts = delivery["attempts"]?.items ?? []
                #expect(attempts.map { $0["number"]?.int } == [1, 2, 3])
                #expect(attempts.map { $0["result"]?.string } == ["failed", "failed", "delivered"])
                #expect(attempts.map { $0["fault"]?["context"]?["http_status"]?.string } == ["500", "500", nil])
                #expect(attempts.prefix(2).allSatisfy { $0["fault"]?["suggested_action"]?.string != nil })
                let requests = sink.requests(path: "/hook")
                #expect(requests.map(\.answer) == ["500", "500", "200"])
                // One id for all attempts: the receiver can tell that it is the same message.
                #expect(Set(requests.map { $0.header("webhook-id") }).count == 1)
                #expect(Set(requests.map(\.text)).count == 1)
            }
        }

        @Test
        func `a rate limit is waited out as long as the destination asks, and no other destination waits with it`()
            async throws
        {
            try await Stage.play { stage in
                let sink = try await stage.sink([.on("/limited", .status(429, retryAfter: 3), 200)])
                let hub = try await stage.hub(
                    HubSite(
                        in: stage.folder,
                        port: FreePort.find(),
                        channels: Section.hooks(),
                        audiences: Section.audience(
                            "partners",
                            [("hooks", sink.url("/limited")), ("hooks", sink.url("/other"))]
                        )
                    )
                )
                let message: JSON = ["title": "Hello", "body": "Text", "to": ["partners"]]
                #expect(try await hub.post("/v1/messages", message).status == 202)
                let first = await sink.requests(atLeast: 1, path: "/limited", within: .seconds(20))
                let limited = try #require(first.first)
                // Said after the limit was learned: it goes out while the limited destination waits.
                let later: JSON = [
                    "title": "More", "body": "Text", "to": [["channel": "hooks", "to": .string(sink.url("/other"))]],
                ]
                #expect(try await hub.post("/v1/messages", later).status == 202)
                let others = await sink.requests(atLeast: 2, path: "/other", within: .seconds(20))
                #expect(others.count == 2)
                #expect(others.allSatisfy { $0.at - limited.at < .seconds(3) })

                let both = await sink.requests(atLeast: 2, path: "/limited", within: .seconds(20))
                try #require(both.count == 2)
                #expect(both[1].at - both[0].at >= .seconds(3))
                let delivery = try await hub.delivery(to: sink.url("/limited"), in: "delivered")
                #expect(delivery["attempts"]?[0]?["fault"]?["error_type"] == "rate_limited")
                #expect(delivery["attempts"]?[0]?["fault"]?["retry_after"] == 3)
                #expect(delivery["attempt_count"] == 2)
            }
        }

        @Test func `a destination that refuses every attempt is dead, with the reason of each kept`() async throws {
            try await Stage.play { stage in
                let sink = try await stage.sink([.on("/hook", 503)])
                let hub = try await stage.hub(
                    HubSite(
                        in: stage.folder,
                        port: FreePort.find(),
                        channels: Section.hooks(retry: "[1s]"),
                        audiences: Section.audience("partners", [("hooks", sink.url("/hook"))])
                    )
                )
                #expect(
                    try await hub.post("/v1/messages", ["title": "Hello", "body": "Text", "to": ["partners"]]).status
                        == 202
                )
                let delivery = try await hub.delivery(to: sink.url("/hook"), in: "dead")
                #expect(delivery["attempt_count"] == 2)
                #expect(delivery["attempts"]?.items.allSatisfy { $0["fault"]?["code"]?.string != nil } == true)
                #expect(delivery["fault"]?["suggested_action"]?.string?.isEmpty == false)
                #expect(sink.total == 2)
                // The log tells of it in words, one object a line.
                let lines = try hub.log.map { try JSON($0) }
                #expect(lines.allSatisfy { $0["at"] != nil && $0["level"] != nil && $0["message"] != nil })
                let told = lines.filter { $0["delivery"] == delivery["id"] }
                #expect(told.count == 2)
                #expect(told.allSatisfy { $0["message"]?.string?.hasPrefix("an attempt failed") == true }, "\(told)")
            }
        }
    }
}
