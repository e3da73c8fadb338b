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

    func open(reserve: Int64 = 0) throws(Fault) -> SQLiteStore { try SQLiteStore.open(path: path, reserve: reserve) }

    deinit { try? FileManager.default.removeItem(atPath: directory) }
}

/// The database's ledger, for the suite that every ledger has to pass.
struct SQLiteHarness: LedgerHarness {
    let storage: SQLiteStore
    var ledger: any Ledger { storage.ledger }

    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any OutboxWriting) throws(Fault) -> Result
    ) async throws(Fault) -> Result {
        try await storage.write { transaction throws(Fault) in try body(transaction) }
    }

    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any OutboxReading) throws(Fault) -> Result
    ) async throws(Fault) -> Result {
        try await storage.read { reader throws(Fault) in try body(reader) }
    }

    func setUnsubscribed(
        _ isUnsubscribed: Bool,
        channel: ChannelName,
        address: String
    ) async throws(Fault) -> Bool {
        try await storage.write { transaction throws(Fault) in
            let suppression = Suppression(.unsubscribed, since: LedgerScene.time(0))
            return try transaction.suppress(
                isUnsubscribed ? suppression : nil,
                channel: channel,
                address: address,
                isRecorded: false
            )
        }
    }
}
