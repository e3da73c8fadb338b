// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore
import Outbox
import OutboxTesting
import SQLiteStorage
import Testing

@Suite struct ListingTests {
    private let file = TemporaryStorage()

    @Test func `deliveries are listed newest first, page by page, each once`() async throws {
        let storage = try file.open()
        let scene = try await filled(storage)
        let all = try await list(storage, DeliveryFilter())
        #expect(all.map(\.message.text) == ["msg_3", "msg_2", "msg_2", "msg_1", "msg_1"])
        var paged: [DeliveryRecord] = []
        while true {
            let page = try await list(storage, DeliveryFilter(), after: paged.last?.id, limit: 2)
            paged += page
            if page.isEmpty { break }
        }
        #expect(paged == all)
        #expect(scene.violations.isEmpty)
        try await storage.close()
    }

    @Test func `each filter keeps what it says`() async throws {
        let storage = try file.open()
        _ = try await filled(storage)
        let incident = try #require(IncidentReference.ID("inc_1"))
        let message = try #require(Message.ID("msg_2"))
        let filters: [(DeliveryFilter, [String])] = [
            (DeliveryFilter(incident: incident), ["msg_2", "msg_2", "msg_1", "msg_1"]),
            (DeliveryFilter(message: message), ["msg_2", "msg_2"]),
            (DeliveryFilter(states: [.delivered]), ["msg_1"]),
            (DeliveryFilter(states: [.delivered, .superseded]), ["msg_1", "msg_1"]),
            (DeliveryFilter(incident: incident, states: [.dead]), []),
            (DeliveryFilter(states: []), []),
            (DeliveryFilter(channel: Samples.mail), ["msg_3", "msg_2", "msg_1"]),
            (DeliveryFilter(channel: ChannelName("nowhere")), []),
            (DeliveryFilter(address: "hook@example.net"), ["msg_2", "msg_1"]),
            (DeliveryFilter(address: "nobody@example.net"), []),
            (DeliveryFilter(since: LedgerScene.time(20)), ["msg_3"]),
            (
                DeliveryFilter(incident: incident, channel: Samples.mail, address: "ada@example.com"),
                ["msg_2", "msg_1"]
            ),
        ]
        for (filter, expected) in filters {
            #expect(try await list(storage, filter).map(\.message.text) == expected, "\(filter)")
        }
        try await storage.close()
    }

    @Test func `one delivery is found with all its record shows`() async throws {
        let storage = try file.open()
        _ = try await filled(storage)
        let all = try await list(storage, DeliveryFilter())
        for record in all {
            #expect(try await storage.read { reader throws(Fault) in try reader.delivery(record.id) } == record)
        }
        let missing = try await storage.read { reader throws(Fault) in try reader.delivery(Delivery.ID(99)) }
        #expect(missing == nil)
        try await storage.close()
    }

    /// Two updates to two destinations, the first delivered by mail; and a message of its own.
    private func filled(_ storage: SQLiteStore) async throws -> LedgerScene {
        let scene = try await LedgerScene(SQLiteHarness(storage: storage))
        try await scene.publish(sequence: 1, to: [LedgerScene.ada, LedgerScene.hook], at: 0)
        for claim in try await scene.claim(at: 1) where claim.destination == LedgerScene.ada {
            try await scene.finish(claim, at: 2)
        }
        try await scene.open(at: 5) { _ in .retry(at: LedgerScene.time(9), charged: false) }
        try await scene.publish(sequence: 2, to: [LedgerScene.ada, LedgerScene.hook], at: 10)
        try await scene.publish(at: 20)
        return scene
    }

    private func list(
        _ storage: SQLiteStore,
        _ filter: DeliveryFilter,
        after cursor: Delivery.ID? = nil,
        limit: Int = 100
    ) async throws -> [DeliveryRecord] {
        try await storage.read { reader throws(Fault) in
            try reader.deliveries(matching: filter, after: cursor, limit: limit)
        }
    }
}
