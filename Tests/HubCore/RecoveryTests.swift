// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Outbox
import SQLiteStorage
import Testing

/// Sending anew all that a filter names: six mails, three given up, two delivered, one waiting.
struct RecoveryTests {
    private let scene: HubScene

    init() async throws {
        scene = try await HubScene()
        try await Self.send((0..<5).map { "r\($0)@example.com" }, in: scene)
        try await scene.attempt { claim in
            claim.destination.address < "r3"
                ? (.failed(HubScene.refused), .dead) : (.delivered(Receipt()), .delivered)
        }
        scene.clock.advance(by: .seconds(60))
        try await Self.send(["waiting@example.com"], in: scene)
    }

    private static func send(_ addresses: [String], in scene: HubScene) async throws {
        let to = addresses.map { #"{"channel": "mail", "to": "\#($0)"}"# }.joined(separator: ",")
        _ = try await scene.send(#"{"title": "T", "body": "b", "to": [\#(to)]}"#)
    }

    private func recover(
        _ body: String,
        by principal: Principal = HubScene.ada,
        key: IdempotencyKey? = nil
    ) async throws -> Reply {
        try await scene.hub.recover(StartRecovery(json(body)), by: principal, idempotency: key)
    }

    private func run(pages: Int = 10, of limit: Int = 100) async throws {
        for _ in 0..<pages {
            let page = try await scene.storage.ledger.recover(
                limit: limit,
                now: scene.clock.now,
                planner: scene.channels
            )
            if page.isFinished { return }
        }
    }

    private func id(_ reply: Reply) throws -> Recovery.ID {
        try #require(reply.document.text("id").flatMap { .init($0) })
    }

    @Test func `a dry run counts and keeps nothing`() async throws {
        let before = try tableCounts(of: scene.database)
        let wakes = scene.engine.wakeCount
        let reply = try await recover(#"{"dry_run": true, "state": ["unreached", "delivered"]}"#)
        #expect(reply.status == 200)
        let answer = try reply.document
        #expect(answer["dry_run"]?.content == .boolean(true))
        #expect(answer.at("matching")?.keys == ["dead", "delivered", "pending"])
        #expect(answer.integer("matching/dead") == 3)
        #expect(answer.integer("would_send") == 4)
        #expect(answer.integer("would_skip") == 2)
        #expect(try tableCounts(of: scene.database) == before)
        #expect(scene.engine.wakeCount == wakes)
    }

    @Test func `what is past its time is left out of the forecast unless it is meant`() async throws {
        scene.clock.advance(by: .seconds(86_400 - 30))
        try await Self.send(["late@example.com"], in: scene)
        try await scene.giveUp()
        let without = try await recover(#"{"dry_run": true}"#).document
        #expect(without.integer("matching/dead") ?? 0 > (without.integer("would_send") ?? 0))
        let with = try await recover(#"{"dry_run": true, "include_expired": true}"#).document
        #expect(with.integer("would_send") == with.integer("matching/dead"))
        #expect(with.integer("would_skip") == 0)
    }

    @Test func `without a state it means what was given up, and says so`() async throws {
        let reply = try await recover("{}")
        #expect(reply.status == 202)
        let answer = try reply.document
        #expect(answer.text("state") == "running")
        #expect(answer.at("filter/state")?.content == .list([Document(.string("dead"))]))
        #expect(answer.text("created_by") == "ada")
        #expect(answer.integer("examined") == 0)
        let entry = try #require(try await scene.audit().last)
        #expect(entry.action == "recovery.started" && entry.subject == answer.text("id"))
        #expect(entry.detail["filter"]?.contains(#""state":["dead"]"#) == true)
    }

    @Test func `it goes on by itself and says how far it has come`() async throws {
        let wakes = scene.engine.wakeCount
        let id = try id(try await recover("{}"))
        #expect(scene.engine.wakeCount == wakes + 1)
        try await run(pages: 1, of: 2)
        let half = try await scene.hub.show(id, to: HubScene.ada).document
        #expect(half.text("state") == "running")
        #expect(half.integer("examined") == 2)
        try await run()
        let whole = try await scene.hub.show(id, to: HubScene.ada).document
        #expect(whole.text("state") == "finished")
        #expect(whole.integer("replayed") == 3)
        #expect(whole.text("finished_at") != nil)
        #expect(try await scene.state(of: "r0@example.com") == .pending)
    }

    @Test func `what is made after it was asked for is no part of it`() async throws {
        _ = try await recover("{}")
        scene.clock.advance(by: .seconds(1))
        try await Self.send(["new@example.com"], in: scene)
        try await scene.giveUp()
        try await run()
        #expect(try await scene.state(of: "new@example.com") == .dead)
    }

    @Test func `it can be paused, resumed and cancelled, and is over then`() async throws {
        let id = try id(try await recover("{}"))
        func set(_ state: Recovery.State) async throws -> Document {
            try await scene.hub.set(state, ofRecovery: id, by: HubScene.ada).document
        }
        #expect(try await set(.paused).text("state") == "paused")
        try await run()
        #expect(try await scene.hub.show(id, to: HubScene.ada).document.integer("examined") == 0)
        #expect(try await set(.running).text("state") == "running")
        #expect(try await set(.cancelled).text("state") == "cancelled")
        // What is asked for is so: that it is asked for again is no mistake.
        #expect(try await set(.cancelled).text("state") == "cancelled")
        let fault = try await #require(throws: Fault.self) { try await set(.running) }
        #expect(fault.code == .replayRefused)
        #expect(fault.message.contains("cancelled"))
        let actions = try await scene.audit().map(\.action).filter { $0.hasPrefix("recovery.") }
        #expect(
            actions == [
                "recovery.started", "recovery.paused", "recovery.running", "recovery.cancelled", "recovery.cancelled",
            ]
        )
    }

    @Test func `recoveries are listed, the newest first`() async throws {
        _ = try await recover(#"{"channel": "mail"}"#)
        scene.clock.advance(by: .seconds(1))
        _ = try await recover(#"{"fault": "DLV-550"}"#)
        let listed = try await scene.hub.recoveries(limit: 10, for: HubScene.ada).document
        #expect(listed.items("items").count == 2)
        #expect(listed.text("items/0/filter/fault/0") == "DLV-550")
        #expect(listed.text("items/1/filter/channel") == "mail")
        let newest = try await scene.hub.recoveries(limit: 1, for: HubScene.ada).document
        #expect(newest.items("items").count == 1)
    }

    @Test(arguments: [
        (#"{"state": "lost"}"#, FaultCode.schemaInvalid, "/state"), (#"{"state": []}"#, .schemaInvalid, "/state"),
        (#"{"state": ["dead", 4]}"#, .schemaInvalid, "/state/1"), (#"{"fault": "NO-1"}"#, .schemaInvalid, "/fault"),
        (#"{"incident": "a b"}"#, .schemaInvalid, "/incident"), (#"{"since": "yesterday"}"#, .schemaInvalid, "/since"),
        (#"{"channel": "fax"}"#, .channelUnknown, "/channel"), (#"{"dryrun": true}"#, .unknownField, "/dryrun"),
        (#"{"destination": ""}"#, .schemaInvalid, "/destination"), (#"[]"#, .schemaInvalid, "/"),
    ]) func `a mistake is named`(body: String, code: FaultCode, place: String) async throws {
        let fault = try await #require(throws: Fault.self) { try await recover(body) }
        #expect(fault.code == code)
        #expect(fault.context["where"] == place)
    }

    @Test func `it takes a role that may send, a recovery that exists, and is started once for a key`() async throws {
        let fault = try await #require(throws: Fault.self) {
            try await recover("{}", by: Principal(name: "vi", role: .reporter))
        }
        #expect(fault.code == .permissionDenied)
        let none = try await #require(throws: Fault.self) {
            try await scene.hub.show(Recovery.ID.sample("rec_none"), to: HubScene.ada)
        }
        #expect(none.code == .notFound)
        let unset = try await #require(throws: Fault.self) {
            try await scene.hub.set(.paused, ofRecovery: .sample("rec_none"), by: HubScene.ada)
        }
        #expect(unset.code == .notFound)
        let key = IdempotencyKey("k", of: HubScene.ada, request: [1])
        let first = try await recover("{}", key: key)
        #expect(try await recover("{}", key: key).body == first.body)
        #expect(try await scene.hub.recoveries(limit: 10, for: HubScene.ada).document.items("items").count == 1)
    }
}
