// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Simulator
import Testing

extension Acceptance {
    /// Accepted means durable: whatever ends the process, no accepted message and no destination of it is lost.
    @Suite struct Crashes {
        @Test func `kill -9 in the middle of a fan-out to 5,000 loses nobody, and only unknown attempts are repeated`()
            async throws
        {
            try await Stage.play { stage in
                let count = 5_000
                let log = "\(stage.folder)/wire.jsonl"
                let slow = SinkScript(otherwise: .status(200).after(.milliseconds(40)))
                let sink = try await stage.sink(slow, logFile: log)
                let hub = try await stage.hub(try Crowd.site(stage, sink: sink, crowds: ["crowd": count]))
                let declared = try await hub.post("/v1/incidents", Crowd.incident(audience: "crowd"))
                #expect(declared.status == 201, "\(declared.text)")
                #expect(declared["update"]?["deliveries"]?.int == count)
                let incident = try #require(declared["id"]?.string)

                _ = await sink.requests(atLeast: count / 4, path: "/crowd/", within: .seconds(120))
                try await hub.kill()
                let before = sink.total
                #expect(before >= count / 4)
                try #require(before < count * 3 / 4, "The kill came too late to be in the middle.")

                try await hub.start()
                _ = try await eventually("every destination's delivery", within: .seconds(180)) {
                    let shown = try await hub.get("/v1/incidents/\(incident)")
                    return shown["deliveries"]?["delivered"]?.int == count ? true : nil
                }
                #expect(try await hub.get("/v1/incidents/\(incident)")["deliveries"]?.entries.count == 1)
                let repeated = try await Crowd.audit(
                    hub,
                    query: "incident=\(incident)",
                    wire: try Crowd.wire(log),
                    count: count
                )
                #expect(repeated > 0, "Nothing was under way at the moment of the kill.")
            }
        }

        @Test func `a message that was accepted a moment before kill -9 is delivered after the restart`() async throws {
            try await Stage.play { stage in
                let log = "\(stage.folder)/wire.jsonl"
                let sink = try await stage.sink(
                    SinkScript(otherwise: .status(200).after(.milliseconds(20))),
                    logFile: log
                )
                let hub = try await stage.hub(
                    try Crowd.site(stage, sink: sink, crowds: ["first": 3_000, "second": 1_500])
                )
                let first = try await hub.post("/v1/messages", Crowd.message(to: "first"))
                let second = try await hub.post("/v1/messages", Crowd.message(to: "second"))
                try await hub.kill()
                #expect(first.status == 202 && second.status == 202)
                #expect(second["deliveries"] == 1_500)
                // Its turn had not come: nothing of it has been on the wire.
                #expect(sink.requests(path: "/second/").isEmpty)

                try await hub.start()
                for (answer, count) in [(first, 3_000), (second, 1_500)] {
                    let id = try #require(answer["id"]?.string)
                    _ = try await hub.settled("message=\(id)", count: count, within: .seconds(180))
                    _ = try await Crowd.audit(hub, query: "message=\(id)", wire: try Crowd.wire(log), count: count)
                }
            }
        }
    }
}

/// Thousands of endpoints on one sink, and what must hold between its log and the hub's records.
private enum Crowd {
    static func site(_ stage: Stage, sink: HTTPSink, crowds: [String: Int]) throws -> HubSite {
        let site = try HubSite(
            in: stage.folder,
            port: FreePort.find(),
            channels: Section.hooks(),
            audiences: crowds.keys.sorted().map { Section.audience($0, file: "\($0).csv") }.joined(separator: "\n")
        )
        for (name, count) in crowds {
            let lines = (1...count).map { "hooks,\(sink.url("/\(name)/\($0)"))" }
            try site.write((["channel,to"] + lines).joined(separator: "\n") + "\n", to: "Config/\(name).csv")
        }
        return site
    }

    static func incident(audience: String) -> JSON {
        ["title": "Crowd", "severity": "sev2", "audiences": [.string(audience)], "body": "Something is wrong."]
    }

    static func message(to audience: String) -> JSON { ["title": "Crowd", "body": "Text", "to": [.string(audience)]] }

    /// Every request that reached the sink, by its path, from the sink's own log.
    static func wire(_ log: String) throws -> [String: [SinkRequest]] {
        let data = try #require(FileManager.default.contents(atPath: log))
        let requests = try data.split(separator: 10).map { try JSONDecoder().decode(SinkRequest.self, from: $0) }
        return Dictionary(grouping: requests, by: \.path)
    }

    /// Holds the ledger against the wire: everyone reached, every request with its attempt, repeats only where an
    /// attempt is unknown.
    ///
    /// - Returns: how many deliveries took more than one attempt.
    static func audit(_ hub: HubProcess, query: String, wire: [String: [SinkRequest]], count: Int) async throws -> Int {
        let all = try await hub.deliveries(query)
        #expect(all.count == count)
        #expect(Set(all.compactMap { $0["to"]?.string }).count == count)
        #expect(all.allSatisfy { $0["state"] == "delivered" })
        var ids: Set<String> = []
        var repeated = 0
        for item in all {
            let path = "/" + (item["to"]?.string ?? "").split(separator: "/").dropFirst(2).joined(separator: "/")
            let requests = wire[path] ?? []
            #expect(!requests.isEmpty, "\(path) was never reached")
            let keys = Set(requests.compactMap { $0.header("webhook-id") })
            #expect(keys.count == 1, "\(path) was sent under \(keys.count) ids")
            ids.formUnion(keys)
            if item["attempt_count"] == 1 {
                #expect(requests.count == 1, "\(path) has \(requests.count) requests and one attempt")
                continue
            }
            repeated += 1
            let attempts = try await hub.delivery(item["id"]?.string ?? "")["attempts"]?.items ?? []
            #expect(attempts.map { $0["number"]?.int } == (1...max(1, attempts.count)).map { $0 })
            #expect(attempts.count == item["attempt_count"]?.int)
            #expect(attempts.last?["result"] == "delivered")
            #expect(attempts.dropLast().allSatisfy { $0["result"] == "unknown" }, "\(path): \(attempts)")
            #expect(requests.count <= attempts.count, "\(path) has requests without an attempt")
        }
        #expect(ids.count == count, "two deliveries share an id")
        // What was under way at the moment of the kill, and as many claimed to follow them; no more.
        #expect(repeated <= 2 * 64)
        return repeated
    }
}
