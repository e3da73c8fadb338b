// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

extension Acceptance {
    /// What is wrong with a request is said in full, and nothing of it is accepted.
    @Suite struct BadInput {
        @Test func `every mistake in a request is explained, and nothing of it is accepted`() async throws {
            try await Stage.play { stage in
                let scene = try await Scene(on: stage)
                let before = try await scene.state()
                for mistake in Mistake.all(incident: scene.incident) {
                    let answer = try await mistake.make(scene.hub, viewer: scene.viewer)
                    try await scene.expect(answer, toExplain: mistake)
                }
                #expect(try await scene.state() == before)
                #expect(try await scene.hub.get("/livez", token: nil).text == "ok\n")
            }
        }

        @Test func `a malformed body is refused with the place where it breaks`() async throws {
            try await Stage.play { stage in
                let scene = try await Scene(on: stage)
                let answer = try await scene.hub.request(
                    "POST",
                    "/v1/incidents",
                    body: Array("{\n  \"title\": \"Checkout\",\n  \"severity\": sev1\n}".utf8),
                    headers: ["content-type": "application/json"]
                )
                #expect(answer.status == 400)
                #expect(answer["message"]?.string?.contains("line 3") == true, "\(answer.text)")
            }
        }

        @Test func `no body, however hostile, ends the hub or is half taken`() async throws {
            try await Stage.play { stage in
                let scene = try await Scene(on: stage)
                let before = try await scene.state()
                let deep = [UInt8](repeating: UInt8(ascii: "["), count: 200_000)
                let bodies: [[UInt8]] = [
                    deep,
                    Array(#"{"title": "#.utf8) + deep,
                    Array(String(repeating: #"{"a":"#, count: 40_000).utf8),
                    [0xFF, 0xFE, 0x00], [0x00], Array("{\"title\": \"".utf8) + [0xC3, 0x28] + Array("\"}".utf8),
                    Array(#"{"title": "\ud800", "severity": "sev1"}"#.utf8),
                    Array(#"{"title": 1e999999, "severity": "sev1"}"#.utf8),
                    Array(#"{"title": "T", "severity": "sev1", "labels": {"a": []}}"#.utf8),
                    Array(#"{"title": "T", "severity": "sev1",}"#.utf8),
                    Array(#"{"title": "T", "severity": "sev1"} {}"#.utf8),
                    Array("NaN".utf8), Array("null".utf8), Array("\"text\"".utf8),
                ]
                for (index, body) in bodies.enumerated() {
                    let answer = try await scene.hub.request(
                        "POST",
                        "/v1/incidents",
                        body: body,
                        headers: ["content-type": "application/json"]
                    )
                    #expect([400, 422].contains(answer.status), "body \(index): \(answer.status) \(answer.text)")
                    #expect(answer.headers["content-type"] == "application/problem+json", "body \(index)")
                }
                for path in [
                    "/v1/incidents/%00", "/v1/incidents/%FF", "/banner/..%2F..%2Fbelfry.json", "/v1/deliveries/dlv_-1",
                ] {
                    let answer = try await scene.hub.get(path)
                    #expect(answer.status == 404, "\(path): \(answer.status) \(answer.text)")
                }
                #expect(try await scene.state() == before)
                #expect(try await scene.hub.get("/livez", token: nil).status == 200)
            }
        }

        @Test func `what curl sends by default is taken as JSON`() async throws {
            try await Stage.play { stage in
                let scene = try await Scene(on: stage)
                let answer = try await scene.hub.request(
                    "POST",
                    "/v1/messages",
                    body: Array(#"{"title": "T", "body": "B", "to": ["buyers"]}"#.utf8),
                    headers: ["content-type": "application/x-www-form-urlencoded"]
                )
                #expect(answer.status == 202, "\(answer.text)")
            }
        }

        @Test func `every fault's page can be opened, and the catalogue lists them all`() async throws {
            try await Stage.play { stage in
                let scene = try await Scene(on: stage)
                let catalogue = try await scene.hub.get("/v1/faults", token: nil)
                let codes = catalogue["items"]?.items.compactMap { $0["code"]?.string } ?? []
                #expect(codes.count > 40)
                for code in codes {
                    let page = try await scene.hub.get("/kb/\(code)", token: nil)
                    #expect(page.status == 200 && page.text.contains(code), "\(code)")
                }
                #expect(try await scene.hub.get("/kb/XYZ-999", token: nil).status == 404)
            }
        }
    }
}

/// A hub with one incident and one reader, and a token that may only look.
private struct Scene {
    let hub: HubProcess
    let incident: String
    let viewer: String

    init(on stage: Stage) async throws {
        let sink = try await stage.sink()
        hub = try await stage.hub(
            HubSite(
                in: stage.folder,
                port: FreePort.find(),
                channels: Section.hooks(),
                audiences: Section.audience("buyers", [("hooks", sink.url("/hook"))])
            )
        )
        let declared = try await hub.post(
            "/v1/incidents",
            ["title": "Search is slow", "severity": "sev3", "audiences": ["buyers"], "body": "Search is slow."]
        )
        incident = try #require(declared["id"]?.string)
        _ = try await hub.settled("incident=\(incident)", count: 1)
        let token = try await hub.post("/v1/tokens", ["name": "onlooker", "role": "viewer"])
        viewer = try #require(token["token"]?.string)
    }

    /// Everything that a half-accepted request would change.
    func state() async throws -> [JSON] {
        var state: [JSON] = []
        for path in ["/v1/incidents", "/v1/incidents/\(incident)", "/v1/deliveries", "/v1/tokens"] {
            state.append(try await hub.get(path).json)
        }
        return state
    }

    func expect(_ answer: Answer, toExplain mistake: Mistake) async throws {
        let name = mistake.name
        #expect(answer.status == mistake.status, "\(name): \(answer.text)")
        #expect(answer.headers["content-type"] == "application/problem+json", "\(name)")
        #expect(answer["code"]?.string == mistake.code, "\(name): \(answer.text)")
        for key in ["error_type", "message", "suggested_action", "kb_url", "trace_id", "title", "type"] {
            #expect(answer[key]?.string?.isEmpty == false, "\(name) has no \(key): \(answer.text)")
        }
        #expect(answer["status"]?.int == answer.status, "\(name)")
        if let place = mistake.place {
            #expect(answer["context"]?["where"]?.string == place, "\(name): \(answer.text)")
        }
        if let advice = mistake.advice {
            #expect(answer["suggested_action"]?.string?.contains(advice) == true, "\(name): \(answer.text)")
        }
        let page = try await hub.get(answer["kb_url"]?.string ?? "/nowhere", token: nil)
        #expect(page.status == 200, "\(name)")
        #expect(page.text.contains(mistake.code), "\(name)")
    }
}
