// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Outbox
import SQLiteStorage
import Testing

/// Sending one delivery anew: a mail to Ada that was given up.
struct ReplayDeliveryTests {
    private let scene: HubScene
    private let id: Delivery.ID

    init() async throws {
        scene = try await HubScene()
        _ = try await scene.send(
            #"{"title": "T", "body": "b", "to": [{"channel": "mail", "to": "dee@example.com"}]}"#
        )
        try await scene.giveUp()
        id = try await scene.delivery(to: "dee@example.com").id
    }

    private func replay(
        _ body: String = "{}",
        of delivery: Delivery.ID? = nil,
        by principal: Principal = HubScene.ada,
        key: IdempotencyKey? = nil
    ) async throws -> Reply {
        try await scene.hub.replay(delivery ?? id, ReplayDelivery(json(body)), by: principal, idempotency: key)
    }

    private func refusal(_ body: String = "{}", of delivery: Delivery.ID? = nil) async throws -> Fault {
        try await #require(throws: Fault.self) { try await replay(body, of: delivery) }
    }

    @Test func `what was given up is ready anew, told to the engine and on record`() async throws {
        let wakes = scene.engine.wakeCount
        let reply = try await replay()
        #expect(reply.status == 202)
        #expect(try reply.document.text("id") == id.description)
        #expect(try reply.document.text("state") == "pending")
        #expect(try reply.document.integer("generation") == 1)
        #expect(scene.engine.wakeCount == wakes + 1)
        #expect(scene.engine.lastWake?.map(\.lane.channel.text) == ["mail"])
        let entry = try #require(try await scene.audit().last)
        #expect(entry.action == "delivery.replayed")
        #expect(entry.actor == "ada" && entry.subject == id.description)
        #expect(entry.detail == ["state": "dead", "generation": "1", "force": "false"])
        try await scene.attempt()
        #expect(try await scene.state(of: "dee@example.com") == .delivered)
    }

    @Test func `what has arrived is sent again by force alone`() async throws {
        _ = try await replay()
        try await scene.attempt()
        let fault = try await refusal()
        #expect(fault.code == .replayRefused)
        #expect(fault.message.contains("arrived already"))
        #expect(fault.suggestedAction?.contains("force") == true)
        #expect(fault.context["state"] == "delivered")
        #expect(try await scene.state(of: "dee@example.com") == .delivered)
        #expect(try await replay(#"{"force": true}"#).document.integer("generation") == 2)
    }

    @Test func `what is under way is left alone`() async throws {
        _ = try await replay()
        _ = try await scene.claim()
        let fault = try await refusal(#"{"force": true}"#)
        #expect(fault.code == .replayRefused)
        #expect(fault.message.contains("under way"))
    }

    @Test func `what is past its time is given a new term by force alone`() async throws {
        scene.clock.advance(by: .seconds(2 * 86_400))
        #expect(try await refusal().message.contains("past the time"))
        let reply = try await replay(#"{"force": true}"#)
        let end = try #require(try reply.document.text("expires_at").flatMap { Timestamp($0) })
        #expect(end == scene.clock.now + .seconds(86_400))
    }

    @Test func `an update that was overtaken is never sent after the newer one`() async throws {
        let declared = try await scene.declare(
            #"{"title": "T", "severity": "sev4", "audiences": ["sellers"], "body": "one"}"#
        )
        let incident = try #require(declared.text("id"))
        try await scene.giveUp()
        let old = try await scene.delivery(to: "cy@example.com").id
        scene.clock.advance(by: .seconds(1))
        _ = try await scene.publish(#"{"phase": "identified", "body": "two"}"#, on: incident)
        try await scene.attempt()
        let fault = try await refusal(#"{"force": true}"#, of: old)
        #expect(fault.code == .replayRefused)
        #expect(fault.message.contains("newer update"))
    }

    @Test func `nothing is sent to a held destination or to one who has unsubscribed`() async throws {
        let hold = Fault(.destinationHeld, "Held by ada.")
        let now = scene.clock.now
        _ = try await scene.storage.write { transaction throws(Fault) in
            try transaction.hold(channel: .sample("mail"), address: "dee@example.com", because: hold, now: now)
        }
        let held = try await refusal(#"{"force": true}"#)
        #expect(held.code == .replayRefused && held.message == "Held by ada.")
        #expect(held.context["because"] == FaultCode.destinationHeld.rawValue)
        #expect(held.suggestedAction?.contains("Release") == true)
    }

    @Test func `a refusal leaves nothing behind`() async throws {
        _ = try await replay()
        try await scene.attempt()
        let before = try tableCounts(of: scene.database)
        let wakes = scene.engine.wakeCount
        _ = try await refusal()
        #expect(try tableCounts(of: scene.database) == before)
        #expect(scene.engine.wakeCount == wakes)
    }

    @Test func `a key that comes again sends once`() async throws {
        let key = IdempotencyKey("k", of: HubScene.ada, request: [1])
        let first = try await replay(key: key)
        let second = try await replay(key: key)
        #expect(second.isReplay && second.body == first.body)
        #expect(try await scene.delivery(to: "dee@example.com").generation == 1)
    }

    @Test func `it takes a role that may send, a delivery that exists, and keys that are known`() async throws {
        for role in [Role.viewer, .reporter] {
            let fault = try await #require(throws: Fault.self) {
                try await replay(by: Principal(name: "vi", role: role))
            }
            #expect(fault.code == .permissionDenied)
        }
        #expect(try await refusal(of: Delivery.ID(9_999)).code == .notFound)
        #expect(try await refusal(#"{"forse": true}"#).code == .unknownField)
        #expect(try await refusal(#"{"force": 1}"#).code == .schemaInvalid)
    }
}
