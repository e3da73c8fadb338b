// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import HubCore
import Outbox
import SQLiteStorage
import Testing

/// Keeping channels and destinations back.
struct HoldTests {
    private let scene: HubScene
    private let mail = ChannelName.sample("mail")

    init() async throws { scene = try await HubScene() }

    private func hold(
        _ body: String,
        on name: String = "mail",
        by principal: Principal = HubScene.ada
    ) async throws -> Document {
        try await scene.hub.hold(.sample(name), HoldChannel(json(body)), by: principal).document
    }

    private func refusal(_ body: String, on name: String = "mail") async throws -> Fault {
        try await #require(throws: Fault.self) { try await hold(body, on: name) }
    }

    @Test func `a held channel is kept, told to the engine, and on record`() async throws {
        let answer = try await hold(#"{"reason": "The relay is being moved."}"#)
        #expect(answer.text("state") == "held")
        #expect(answer.text("fault/message") == "Held by ada: The relay is being moved.")
        #expect(answer.text("fault/code") == FaultCode.channelHeld.rawValue)
        #expect(scene.engine.holds[mail]?.message == "Held by ada: The relay is being moved.")
        let kept = try await scene.storage.read { reader throws(Fault) in try reader.heldChannels() }
        #expect(kept[mail]?.context["by"] == "ada")
        let entry = try #require(try await scene.audit().last)
        #expect(entry.action == "channel.held" && entry.subject == "mail")
        #expect(entry.detail["reason"] == "The relay is being moved.")
    }

    @Test func `what people held is held again after a restart`() async throws {
        _ = try await hold("{}")
        let engine = StubEngine()
        let hub = Hub(
            storage: scene.storage,
            channels: scene.channels,
            templates: SampleTemplates.library,
            playbooks: [],
            clock: scene.clock,
            publicURL: "https://status.market.example",
            locale: .english,
            readerTokens: HubScene.links,
            engine: engine
        )
        try await hub.handOverHeldChannels()
        #expect(engine.holds.keys.map(\.text) == ["mail"])
        #expect(engine.holds[mail]?.message == "Held by ada.")
    }

    @Test func `holding what is held keeps the first reason`() async throws {
        _ = try await hold(#"{"reason": "first"}"#)
        let again = try await hold(#"{"reason": "second"}"#)
        #expect(again.text("fault/message") == "Held by ada: first")
        _ = try await hold(#"{"destination": "bo@example.com", "reason": "first"}"#)
        let destination = try await hold(#"{"destination": "bo@example.com", "reason": "second"}"#)
        #expect(destination.text("fault/message") == "Held by ada: first")
    }

    @Test func `a held destination alone is kept back, and listed`() async throws {
        let answer = try await hold(#"{"destination": "ada@example.com", "reason": "On leave."}"#)
        #expect(answer.text("destination") == "ada@example.com")
        #expect(scene.engine.holds.isEmpty)
        _ = try await scene.declare(#"{"title": "T", "severity": "sev4", "audiences": ["sellers"], "body": "b"}"#)
        try await scene.attempt()
        #expect(try await scene.state(of: "ada@example.com") == .held)
        #expect(try await scene.state(of: "cy@example.com") == .delivered)
        let listed = try await scene.hub.heldDestinations(on: mail, limit: 10, for: HubScene.ada).document
        #expect(listed.items("items").count == 1)
        #expect(listed.text("items/0/to") == "ada@example.com")
        #expect(listed.integer("items/0/held") == 1)
        #expect(listed.text("items/0/fault/message") == "Held by ada: On leave.")
        let entry = try #require(try await scene.audit().first { $0.action == "destination.held" })
        #expect(!entry.detail.values.contains { $0.contains("ada@example.com") })
    }

    @Test func `what is not there cannot be held`() async throws {
        #expect(try await refusal("{}", on: "fax").code == .channelUnknown)
        #expect(try await refusal(#"{"destination": "nobody@example.com"}"#).code == .notFound)
        #expect(try await refusal(#"{"destination": ""}"#).code == .schemaInvalid)
        #expect(try await refusal(#"{"reason": ""}"#).code == .schemaInvalid)
        #expect(try await refusal(#"{"because": "x"}"#).code == .unknownField)
        for role in [Role.viewer, .reporter, .support] {
            let fault = try await #require(throws: Fault.self) {
                try await hold("{}", by: Principal(name: "vi", role: role))
            }
            #expect(fault.code == .permissionDenied)
        }
        #expect(scene.engine.holds.isEmpty)
    }
}
