// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Outbox
import SQLiteStorage
import Testing

/// What is refused where the disk has no room, and what goes on.
struct RoomTests {
    private let room = Room()
    private let scene: HubScene
    private let body = #"{"title": "T", "body": "b", "to": ["buyers"]}"#

    init() async throws {
        let room = room
        scene = try await HubScene(wrap: { RoomyStorage(base: $0, room: room) })
    }

    private func refusal(_ work: () async throws -> Document) async throws -> Fault {
        try await #require(throws: Fault.self) { _ = try await work() }
    }

    @Test func `nothing new is accepted, and whoever asks is told when to come back`() async throws {
        let incident = try #require(try await scene.declare(#"{"title": "T", "severity": "sev3"}"#).text("id"))
        room.isFull = true
        let before = try tableCounts(of: scene.database)
        let faults = [
            try await refusal { try await scene.declare(#"{"title": "T", "severity": "sev3"}"#) },
            try await refusal { try await scene.publish(#"{"phase": "resolved", "body": "b"}"#, on: incident) },
            try await refusal { try await scene.send(body) },
            try await refusal { try await scene.hub.recover(StartRecovery(json("{}")), by: HubScene.ada).document },
        ]
        #expect(faults.allSatisfy { $0.code == .storageFull && $0.retryAfter == .seconds(30) })
        #expect(try tableCounts(of: scene.database) == before)
        room.isFull = false
        #expect(try await scene.send(body).integer("deliveries") == 4)
    }

    @Test func `readers are neither asked nor let in, and no list of excluded addresses is taken`() async throws {
        let room = room
        let scene = try await HubScene(offer: .sample, wrap: { RoomyStorage(base: $0, room: room) })
        let token = try await scene.ask(#"{"to": "new@example.com"}"#)
        room.isFull = true
        let before = try tableCounts(of: scene.database)
        var faults = [
            try await #require(throws: Fault.self) { _ = try await scene.ask(#"{"to": "newer@example.com"}"#) },
            try await #require(throws: Fault.self) { _ = try await scene.hub.confirmSubscription(token) },
        ]
        for isDryRun in [true, false] {
            faults.append(
                try await #require(throws: Fault.self) {
                    _ = try await scene.hub.importSuppressions(isDryRun: isDryRun, by: HubScene.ada) {
                        () async throws(Fault) in nil
                    }
                }
            )
        }
        #expect(faults.map(\.code) == Array(repeating: .storageFull, count: 4))
        #expect(try tableCounts(of: scene.database) == before)
    }

    @Test func `an answer that was given before is given again`() async throws {
        let key = IdempotencyKey("k", of: HubScene.ada, request: [1])
        let first = try await scene.send(body, key: key)
        room.isFull = true
        #expect(try await scene.send(body, key: key) == first)
    }

    @Test func `what was accepted can still be looked at, held and sent anew`() async throws {
        _ = try await scene.send(body)
        try await scene.giveUp()
        room.isFull = true
        let id = try await scene.delivery(to: "bo@example.com").id
        #expect(try await scene.hub.replay(id, ReplayDelivery(), by: HubScene.ada).status == 202)
        _ = try await scene.hub.hold(.sample("mail"), HoldChannel(json("{}")), by: HubScene.ada)
        #expect(try await scene.hub.recover(StartRecovery(json(#"{"dry_run": true}"#)), by: HubScene.ada).status == 200)
    }

    @Test func `audiences stay as they are, and the hub starts all the same`() async throws {
        room.isFull = true
        let storage = RoomyStorage(base: scene.storage, room: room)
        let changed = [AudienceDeclaration(name: .sample("buyers"), destinations: [])]
        let report = try await AudienceRefresh(storage: storage, channels: scene.channels)
            .run(changed, now: scene.clock.now)
        #expect(report.postponement?.code == .storageFull)
        #expect(report.refreshed.isEmpty)
        let size = try await scene.storage.read { reader throws(Fault) in try reader.audience(.sample("buyers"))?.size }
        #expect(size == 4)
    }
}
