// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Outbox
import SQLiteStorage
import Testing

/// Letting channels and destinations go, and what becomes of what was held: two updates for Ada.
struct ReleaseTests {
    private let scene: HubScene
    private let mail = ChannelName.sample("mail")

    init() async throws {
        scene = try await HubScene()
    }

    private func release(_ body: String, on name: String = "mail") async throws -> Document {
        try await scene.hub.release(.sample(name), ReleaseChannel(json(body)), by: HubScene.ada).document
    }

    private func refusal(_ body: String, on name: String = "mail") async throws -> Fault {
        try await #require(throws: Fault.self) { try await release(body, on: name) }
    }

    /// Holds Ada, and has two messages held for her.
    private func holdAda() async throws {
        _ = try await scene.hub.hold(
            mail,
            HoldChannel(json(#"{"destination": "ada@example.com"}"#)),
            by: HubScene.ada
        )
        for number in 1...2 {
            _ = try await scene.send(
                #"{"title": "\#(number)", "body": "b", "to": [{"channel": "mail", "to": "ada@example.com"}]}"#
            )
        }
        try await scene.attempt()
    }

    private func states(_ address: String = "ada@example.com") async throws -> [DeliveryState] {
        try await scene.storage
            .read { reader throws(Fault) in
                try reader.deliveries(matching: DeliveryFilter(address: address), after: nil, limit: 10)
            }
            .map(\.state)
    }

    @Test func `where deliveries were held, the command must say what becomes of them`() async throws {
        try await holdAda()
        let fault = try await refusal(#"{"destination": "ada@example.com"}"#)
        #expect(fault.code == .choiceNeeded)
        #expect(fault.message.contains("2 deliveries"))
        #expect(fault.context["held"] == "2" && fault.context["where"] == "/held")
        #expect(try await states() == [.held, .held])
    }

    @Test func `all that was held is sent`() async throws {
        try await holdAda()
        let wakes = scene.engine.wakeCount
        let answer = try await release(#"{"destination": "ada@example.com", "held": "all"}"#)
        #expect(answer.text("state") == "released")
        #expect(answer.integer("deliveries") == 2)
        #expect(scene.engine.wakeCount > wakes)
        try await scene.attempt()
        #expect(try await states() == [.delivered, .delivered])
        let entry = try #require(try await scene.audit().last)
        #expect(entry.action == "destination.released")
        #expect(entry.detail["held"] == "all" && entry.detail["deliveries"] == "2")
    }

    @Test func `none of what was held is sent`() async throws {
        try await holdAda()
        let answer = try await release(#"{"destination": "ada@example.com", "held": "none"}"#)
        #expect(answer.integer("deliveries") == 2)
        #expect(try await states() == [.cancelled, .cancelled])
        #expect(
            try await scene.storage.read { reader throws(Fault) in
                try reader.heldDestinations(on: nil, limit: 9).isEmpty
            }
        )
    }

    @Test func `where nothing was held nothing needs to be said`() async throws {
        _ = try await scene.hub.hold(mail, HoldChannel(json(#"{"destination": "bo@example.com"}"#)), by: HubScene.ada)
        #expect(try await release(#"{"destination": "bo@example.com"}"#).integer("deliveries") == 0)
    }

    @Test func `a destination that is not held is not found`() async throws {
        #expect(try await refusal(#"{"destination": "ada@example.com"}"#).code == .notFound)
        #expect(try await refusal(#"{"destination": "ada@example.com", "held": "all"}"#).code == .notFound)
    }

    @Test func `a released channel's deliveries go on`() async throws {
        _ = try await scene.hub.hold(mail, HoldChannel(json("{}")), by: HubScene.ada)
        _ = try await scene.declare(#"{"title": "T", "severity": "sev4", "audiences": ["sellers"], "body": "b"}"#)
        let fault = try await refusal("{}")
        #expect(fault.code == .choiceNeeded && fault.context["held"] == "2")
        #expect(scene.engine.released.isEmpty)
        let answer = try await release(#"{"held": "all"}"#)
        #expect(answer.integer("deliveries") == 2)
        #expect(scene.engine.released == [mail])
        #expect(try await scene.storage.read { reader throws(Fault) in try reader.heldChannels().isEmpty })
        #expect(try await states("cy@example.com") == [.pending])
        #expect(try await scene.audit().last?.action == "channel.released")
    }

    @Test func `what waited on a released channel is withdrawn where none is wanted`() async throws {
        _ = try await scene.hub.hold(mail, HoldChannel(json("{}")), by: HubScene.ada)
        let to = (0..<1_500).map { #"{"channel": "mail", "to": "r\#($0)@example.com"}"# }.joined(separator: ",")
        _ = try await scene.send(#"{"title": "T", "body": "b", "to": [\#(to)]}"#)
        while !(try await scene.storage.ledger
            .expand(limit: 1_000, now: scene.clock.now, planner: scene.channels).isFinished)
        {}
        #expect(try await release(#"{"held": "none"}"#).integer("deliveries") == 1_500)
        let count = try await scene.storage.read { reader throws(Fault) in
            try reader.count(matching: DeliveryFilter(channel: .sample("mail")))
        }
        #expect(count == [.cancelled: 1_500])
        #expect(try await scene.audit().last?.detail["cancelled"] == "1500")
    }

    @Test func `where every update counts, the latest alone cannot be chosen`() async throws {
        _ = try await scene.hub.hold(.sample("hooks"), HoldChannel(json("{}")), by: HubScene.ada)
        _ = try await scene.send(
            #"{"title": "T", "body": "b", "to": [{"channel": "hooks", "to": "http://partner.example/hook"}]}"#
        )
        let fault = try await refusal(#"{"held": "latest"}"#, on: "hooks")
        #expect(fault.code == .choiceNeeded)
        #expect(fault.message.contains("in order"))
    }

    @Test func `a channel that nobody holds is tried at once, and nothing of it withdrawn`() async throws {
        _ = try await scene.declare(#"{"title": "T", "severity": "sev4", "audiences": ["sellers"], "body": "b"}"#)
        _ = try await release(#"{"held": "none"}"#)
        #expect(scene.engine.released == [mail])
        #expect(try await states("cy@example.com") == [.pending])
    }

    @Test(arguments: [
        (#"{"held": "some"}"#, FaultCode.schemaInvalid, "/held"), (#"{"hold": "all"}"#, .unknownField, "/hold"),
        (#"{"destination": 4}"#, .schemaInvalid, "/destination"),
    ]) func `a mistake is named`(body: String, code: FaultCode, place: String) async throws {
        let fault = try await refusal(body)
        #expect(fault.code == code)
        #expect(fault.context["where"] == place)
    }

    @Test func `it takes an admin, a channel that exists, and is done once for a key`() async throws {
        #expect(try await refusal("{}", on: "fax").code == .channelUnknown)
        let fault = try await #require(throws: Fault.self) {
            try await scene.hub.release(mail, ReleaseChannel(json("{}")), by: Principal(name: "su", role: .support))
        }
        #expect(fault.code == .permissionDenied)
        try await holdAda()
        let command = try ReleaseChannel(json(#"{"destination": "ada@example.com", "held": "none"}"#))
        let key = IdempotencyKey("k", of: HubScene.ada, request: [1])
        let first = try await scene.hub.release(mail, command, by: HubScene.ada, idempotency: key)
        let second = try await scene.hub.release(mail, command, by: HubScene.ada, idempotency: key)
        #expect(second.isReplay && second.body == first.body)
    }
}
