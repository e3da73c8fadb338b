// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// The ledger's transactions as a whole.
extension WriterSession {
    func exchange(_ exchange: Exchange, admitting: (Candidate) -> Admission) throws(Fault) -> ExchangeResult {
        memory.touched = Set(exchange.quotas.map(\.lane.rawValue))
        var result = ExchangeResult()
        for finish in exchange.finishes where try !self.finish(finish, epoch: exchange.epoch, now: exchange.now) {
            result.lost.append(finish.delivery)
        }
        // A node that another has taken over from can start nothing either.
        if !exchange.quotas.isEmpty, try currentEpoch() == exchange.epoch {
            for quota in exchange.quotas {
                result.claims += try claim(quota, epoch: exchange.epoch, now: exchange.now, admitting: admitting)
            }
        }
        result.lanes = try touchedLanes(now: exchange.now)
        memory.trim()
        return result
    }

    /// The status of every lane that the running operation gave work to.
    func touchedLanes(now: Timestamp) throws(Fault) -> [LaneStatus] {
        var statuses: [LaneStatus] = []
        for number in memory.touched.sorted() {
            guard let lane = try lane(number) else { continue }
            statuses.append(try LaneScan.status(of: lane, now: now, priorities: statements.nextPriority))
        }
        return statuses
    }

    func beginEpoch(node: String, now: Timestamp) throws(Fault) -> Int64 {
        try SQLStatement("INSERT INTO epoch (node, started) VALUES (?, ?)", on: database).run(node, now)
        return lastNumber
    }

    private func currentEpoch() throws(Fault) -> Int64? {
        try statements.currentEpoch.first { $0.optionalInt64(0) } ?? nil
    }

    /// Ends attempts that earlier epochs left in flight.
    ///
    /// - Returns: how many; fewer than `limit` where none are left.
    func settleOrphans(
        before epoch: Int64,
        limit: Int,
        now: Timestamp,
        settling: (Orphan) -> Disposition
    ) throws(Fault) -> Int {
        let orphans = try SQLStatement(
            """
            SELECT f.delivery, f.attempt, f.epoch, d.failures, d.expires, c.name
            FROM inflight f JOIN delivery d ON d.id = f.delivery JOIN lane l ON l.id = d.lane
                JOIN channel c ON c.id = l.channel
            WHERE f.epoch < ? LIMIT ?
            """,
            on: database
        )
        .all(epoch, limit) { row throws(Fault) in
            (
                epoch: row.int64(2),
                orphan: Orphan(
                    delivery: Delivery.ID(row.int64(0)),
                    channel: try row.name(5),
                    attempt: row.int(1),
                    failures: row.int(3),
                    expiresAt: row.time(4)
                )
            )
        }
        for (epoch, orphan) in orphans {
            let finish = Finish(
                delivery: orphan.delivery,
                attempt: orphan.attempt,
                endedAt: now,
                outcome: .unknown(Fault(.outcomeUnknown, "The hub stopped while the attempt was under way.")),
                disposition: settling(orphan)
            )
            _ = try self.finish(finish, epoch: epoch, now: now)
        }
        memory.trim()
        return orphans.count
    }
}
