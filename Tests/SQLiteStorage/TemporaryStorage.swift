// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import HubCore
import Outbox
import OutboxTesting
import SQLiteStorage

/// A database file in a directory of its own, which is removed with this object.
final class TemporaryStorage: Sendable {
    let directory: String
    let path: String

    init() {
        directory = FileManager.default.temporaryDirectory.path + "/storage-\(UUID().uuidString)"
        path = directory + "/belfry.sqlite"
    }

    func open() throws(Fault) -> SQLiteStore { try SQLiteStore.open(path: path) }

    deinit { try? FileManager.default.removeItem(atPath: directory) }
}

/// The database's ledger, for the suite that every ledger has to pass.
struct SQLiteHarness: LedgerHarness {
    let storage: SQLiteStore
    var ledger: any Ledger { storage.ledger }

    func enqueue(
        _ message: OutboxMessage,
        destinations: [Destination],
        planner: any DeliveryPlanner
    ) async throws(Fault) -> EnqueueResult {
        try await storage.write { transaction throws(Fault) in
            try transaction.enqueue(message, to: Recipients(destinations: destinations), planner: planner)
        }
    }

    func records() async throws(Fault) -> [DeliveryRecord] {
        try await storage.read { reader throws(Fault) in
            try reader.deliveries(matching: DeliveryFilter(), after: nil, limit: 1_000_000)
        }
        .sorted { $0.id < $1.id }
    }

    func attempts(of delivery: Delivery.ID) async throws(Fault) -> [AttemptRecord] {
        try await storage.read { reader throws(Fault) in try reader.attempts(of: delivery) }
    }
}
