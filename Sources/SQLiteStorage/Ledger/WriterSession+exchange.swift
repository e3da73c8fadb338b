// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// The ledger's transactions as a whole.
extension WriterSession {
    func exchange(_ exchange: Exchange, admitting: (Candidate) -> Admission) throws(Fault) -> ExchangeResult {
        memory.forgetTouched()
        var result = ExchangeResult()
        var failed: [Int64: Fault] = [:]
        for finish in exchange.finishes {
            let isOurs = try self.finish(finish, epoch: exchange.epoch, now: exchange.now, failed: &failed)
            guard !isOurs else { continue }
            result.lost.append(finish.delivery)
            try note(late: finish, of: exchange.epoch, at: exchange.now)
        }
        // A node that another has taken over from can start nothing either.
        if !exchange.quotas.isEmpty, try isCurrent(exchange.epoch) {
            result.claims.reserveCapacity(exchange.quotas.reduce(0) { $0 + min($1.limit, 256) })
            for quota in exchange.quotas {
                try claim(
                    quota,
                    epoch: exchange.epoch,
                    now: exchange.now,
                    into: &result.claims,
                    admitting: admitting
                )
            }
        }
        for quota in exchange.quotas {
            if let lane = try findLane(quota.lane.rawValue) { memory.touch(lane) }
        }
        result.lanes = try touchedLanes()
        if !failed.isEmpty { result.failing = try failing(failed) }
        return result
    }

    /// Notes what has come of an attempt after another run had settled it as unknown.
    private func note(late finish: Finish, of epoch: Int64, at now: Timestamp) throws(Fault) {
        guard let late = AttemptRecord.LateResult(finish.outcome, at: now) else { return }
        let update = try sql(
            """
            UPDATE attempt SET late = ?
            WHERE delivery = ? AND number = ? AND epoch = ? AND result = ? AND late IS NULL
            """
        )
        try update.run(
            try JSONText.encode(late),
            finish.delivery.rawValue,
            finish.attempt,
            epoch,
            AttemptRecord.Result.unknown.code
        )
    }

    /// How the destinations stand that have failed deliveries for good.
    private func failing(_ faults: [Int64: Fault]) throws(Fault) -> [FailingDestination] {
        var failing: [FailingDestination] = []
        let totals = try sql("SELECT failures, since FROM failing WHERE destination = ?")
        for (number, fault) in faults.sorted(by: { $0.key < $1.key }) {
            guard let reader = try reader(number) else { continue }
            let found = try totals.first(number) {
                FailingDestination(
                    id: DestinationID(number),
                    destination: reader.destination,
                    failures: $0.int(0),
                    since: $0.time(1),
                    fault: fault
                )
            }
            // It may have taken another delivery in the same exchange.
            if let found { failing.append(found) }
        }
        return failing
    }

    func beginEpoch(node: String, now: Timestamp) throws(Fault) -> Int64 {
        try sql("INSERT INTO epoch (node, started) VALUES (?, ?)").run(node, now)
        return lastNumber
    }

    func isCurrent(_ epoch: Int64) throws(Fault) -> Bool {
        try statements.currentEpoch.first { $0.int64(0) == epoch } ?? false
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
        memory.forgetTouched()
        let orphans = memory.flights.values.filter { $0.epoch < epoch }.sorted { $0.row.id < $1.row.id }.prefix(limit)
        var failed: [Int64: Fault] = [:]
        for flight in orphans {
            let orphan = Orphan(
                delivery: Delivery.ID(flight.row.id),
                channel: try lane(flight.row.lane).lane.channel,
                attempt: flight.attempt,
                failures: flight.row.failures,
                expiresAt: flight.row.expiresAt
            )
            let finish = Finish(
                delivery: orphan.delivery,
                attempt: orphan.attempt,
                endedAt: now,
                outcome: .unknown(Fault(.outcomeUnknown, "The hub stopped while the attempt was under way.")),
                disposition: settling(orphan)
            )
            _ = try self.finish(finish, epoch: flight.epoch, now: now, failed: &failed)
        }
        return orphans.count
    }
}
