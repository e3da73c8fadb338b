// SPDX-License-Identifier: Apache-2.0

package import Announcement
import GRDB
package import Outbox
import Synchronization

/// The ledger of deliveries and attempts in the hub's database.
package final class SQLiteLedger: Ledger {
    /// So many abandoned attempts are settled in one transaction.
    private static let recoveryPage = 1_000

    private let committer: GroupCommitter
    private let readers: SnapshotReaders
    /// The latest moment anyone has named: what is due is judged by the engine's clock, not by the database's.
    private let latest = Mutex(Timestamp.distantPast)

    init(committer: GroupCommitter, readers: SnapshotReaders) {
        self.committer = committer
        self.readers = readers
    }

    package func open(
        node: String,
        now: Timestamp,
        settling: @escaping @Sendable (Orphan) -> Disposition
    ) async throws(Fault) -> LedgerOpening {
        notice(now)
        let epoch = try await committer.write { session throws(Fault) in
            try session.beginEpoch(node: node, now: now)
        }
        var recovered = 0
        while true {
            let settled = try await committer.write { session throws(Fault) in
                try session.settleOrphans(
                    before: epoch,
                    limit: SQLiteLedger.recoveryPage,
                    now: now,
                    settling: settling
                )
            }
            recovered += settled
            guard settled == SQLiteLedger.recoveryPage else { break }
        }
        return LedgerOpening(epoch: epoch, recovered: recovered)
    }

    package func lanes() async throws(Fault) -> [LaneStatus] {
        let now = latest.withLock { $0 }
        return try await readers.read { database throws(Fault) in
            try LaneScan.statuses(on: database, now: now)
        }
    }

    package func exchange(
        _ exchange: Exchange,
        admitting: @escaping @Sendable (Candidate) -> Admission
    ) async throws(Fault) -> ExchangeResult {
        notice(exchange.now)
        return try await committer.write { session throws(Fault) in
            try session.exchange(exchange, admitting: admitting)
        }
    }

    package func expand(
        limit: Int,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) async throws(Fault) -> Expansion {
        notice(now)
        return try await committer.write { session throws(Fault) in
            session.memory.touched = []
            let page = try session.expandNext(limit: limit, planner: planner)
            return Expansion(
                lanes: try session.touchedLanes(now: now),
                created: page.created,
                isFinished: page.isFinished
            )
        }
    }

    package func message(_ id: Message.ID) async throws(Fault) -> OutboxMessage? {
        try await readers.read { database throws(Fault) in
            let sql = """
                SELECT c.content, m.priority, m.accepted FROM message m JOIN message_content c ON c.message = m.id
                WHERE m.name = ?
                """
            return try SQLStatement(sql, on: database)
                .first(id.text) { row throws(Fault) in
                    OutboxMessage(
                        content: try JSONText.decode(MessageSet.self, row.bytes(0)),
                        priority: row.priority(1),
                        acceptedAt: row.time(2)
                    )
                }
        }
    }

    private func notice(_ now: Timestamp) { latest.withLock { $0 = max($0, now) } }
}
