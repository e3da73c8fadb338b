// SPDX-License-Identifier: Apache-2.0

package import Announcement
import GRDB
package import Outbox

/// The ledger of deliveries and attempts in the hub's database.
package final class SQLiteLedger: Ledger {
    /// So many abandoned attempts are settled in one transaction.
    private static let orphanPage = 1_000

    let committer: GroupCommitter
    let readers: SnapshotReaders

    init(committer: GroupCommitter, readers: SnapshotReaders) {
        self.committer = committer
        self.readers = readers
    }

    package func open(
        node: String,
        now: Timestamp,
        settling: @escaping @Sendable (Orphan) -> Disposition
    ) async throws(Fault) -> LedgerOpening {
        let epoch = try await committer.write { session throws(Fault) in
            try session.beginEpoch(node: node, now: now)
        }
        var recovered = 0
        while true {
            let settled = try await committer.write { session throws(Fault) in
                try session.settleOrphans(
                    before: epoch,
                    limit: SQLiteLedger.orphanPage,
                    now: now,
                    settling: settling
                )
            }
            recovered += settled
            guard settled == SQLiteLedger.orphanPage else { break }
        }
        let health = try await committer.write { session throws(Fault) in try session.laneHealth() }
        return LedgerOpening(epoch: epoch, recovered: recovered, health: health)
    }

    package func lanes() async throws(Fault) -> [LaneStatus] {
        try await readers.read { database throws(Fault) in try LaneScan.statuses(on: database) }
    }

    package func exchange(
        _ exchange: Exchange,
        admitting: @escaping @Sendable (Candidate) -> Admission
    ) async throws(Fault) -> ExchangeResult {
        try await committer.write { session throws(Fault) in
            try session.exchange(exchange, admitting: admitting)
        }
    }

    package func expand(
        limit: Int,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) async throws(Fault) -> Expansion {
        try await committer.write { session throws(Fault) in
            session.memory.forgetTouched()
            let page = try session.expandNext(limit: limit, planner: planner)
            return Expansion(
                lanes: try session.touchedLanes(),
                created: page.created,
                isFinished: page.isFinished
            )
        }
    }

    package func message(_ id: Message.ID) async throws(Fault) -> OutboxMessage? {
        try await readers.read { database throws(Fault) in
            let sql = """
                SELECT c.content, m.priority, m.accepted, m.solicited
                FROM message m JOIN message_content c ON c.message = m.id
                WHERE m.name = ?
                """
            return try SQLStatement(sql, on: database)
                .first(id.text) { row throws(Fault) in
                    OutboxMessage(
                        content: try JSONText.decode(MessageSet.self, row.bytes(0)),
                        priority: row.priority(1),
                        acceptedAt: row.time(2),
                        isSolicited: row.int(3) != 0
                    )
                }
        }
    }

    package func hold(
        _ destination: DestinationID,
        because fault: Fault,
        now: Timestamp
    ) async throws(Fault) -> Bool {
        try await committer.write { session throws(Fault) in
            try session.hold(destination: destination.rawValue, because: fault, now: now)
        }
    }

    package func remember(_ health: [LaneHealth]) async throws(Fault) {
        guard !health.isEmpty else { return }
        try await committer.write { session throws(Fault) in try session.remember(health) }
    }
}
