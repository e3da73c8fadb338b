// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

extension Acceptance {
    /// A request that is sent twice is done once.
    @Suite struct Idempotency {
        private static let incident: JSON = [
            "title": "Search is slow", "severity": "sev3", "audiences": ["partners"], "body": "Search is slow.",
        ]
        private static let key = ["idempotency-key": "order-66"]

        @Test func `the same key and body replay the first answer and send nothing twice, after a restart too`()
            async throws
        {
            try await Stage.play { stage in
                let sink = try await stage.sink()
                let hub = try await Self.hub(stage, sink)
                let first = try await hub.post("/v1/incidents", Self.incident, headers: Self.key)
                #expect(first.status == 201)
                #expect(first.headers["idempotent-replay"] == nil)
                let again = try await hub.post("/v1/incidents", Self.incident, headers: Self.key)
                #expect(again.status == 201)
                #expect(again.headers["idempotent-replay"] == "true")
                #expect(again.text == first.text)

                let other = try await hub.post(
                    "/v1/incidents",
                    ["title": "Another", "severity": "sev3", "audiences": ["partners"], "body": "B"],
                    headers: Self.key
                )
                #expect(other.status == 422)
                #expect(other["code"] == "API-422")

                _ = try await hub.settled("", count: 1)
                #expect(try await hub.terminate() == .exited(0))
                try await hub.start()
                let later = try await hub.post("/v1/incidents", Self.incident, headers: Self.key)
                #expect(later.status == 201)
                #expect(later.headers["idempotent-replay"] == "true")
                #expect(later.text == first.text)
                let fresh = try await hub.post("/v1/incidents", Self.incident, headers: ["idempotency-key": "order-67"])
                #expect(fresh.status == 201 && fresh["id"] != first["id"])
                #expect(try await hub.settled("", count: 2).count == 2)
                #expect(sink.total == 2)
            }
        }

        @Test func `updates and messages are taken once for each key`() async throws {
            try await Stage.play { stage in
                let sink = try await stage.sink()
                let hub = try await Self.hub(stage, sink)
                let declared = try await hub.post(
                    "/v1/incidents",
                    ["title": "T", "severity": "sev3", "audiences": ["partners"]]
                )
                let path = "/v1/incidents/\(try #require(declared["id"]?.string))/updates"
                let update: JSON = ["phase": "investigating", "body": "We are looking."]
                let message: JSON = ["title": "Hello", "body": "Text", "to": ["partners"]]
                for (path, body) in [(path, update), ("/v1/messages", message)] {
                    let answers = [
                        try await hub.post(path, body, headers: Self.key.mapValues { $0 + path }),
                        try await hub.post(path, body, headers: Self.key.mapValues { $0 + path }),
                    ]
                    #expect(answers.map(\.status) == [202, 202])
                    #expect(answers.map { $0.headers["idempotent-replay"] } == [nil, "true"])
                    #expect(answers[0].text == answers[1].text)
                }
                #expect(try await hub.settled("", count: 2).count == 2)
                #expect(sink.total == 2)
            }
        }

        @Test func `of requests with one key at the same moment one is taken and the others wait or replay`()
            async throws
        {
            try await Stage.play { stage in
                let sink = try await stage.sink()
                let hub = try await Self.hub(stage, sink)
                let answers = try await withThrowingTaskGroup(of: Answer.self) { group in
                    for _ in 0..<12 {
                        group.addTask { try await hub.post("/v1/incidents", Self.incident, headers: Self.key) }
                    }
                    return try await group.reduce(into: [Answer]()) { $0.append($1) }
                }
                let taken = answers.filter { $0.status == 201 && $0.headers["idempotent-replay"] == nil }
                #expect(taken.count == 1)
                for answer in answers where answer.status != 201 {
                    #expect(answer.status == 409)
                    #expect(answer["code"] == "API-409")
                    #expect(answer.headers["retry-after"] == "1")
                }
                #expect(Set(answers.filter { $0.status == 201 }.map(\.text)).count == 1)
                #expect(try await hub.get("/v1/incidents")["items"]?.items.count == 1)
                #expect(try await hub.settled("", count: 1).count == 1)
            }
        }

        private static func hub(_ stage: Stage, _ sink: HTTPSink) async throws -> HubProcess {
            try await stage.hub(
                HubSite(
                    in: stage.folder,
                    port: FreePort.find(),
                    channels: Section.hooks(),
                    audiences: Section.audience("partners", [("hooks", sink.url("/hook"))])
                )
            )
        }
    }
}
