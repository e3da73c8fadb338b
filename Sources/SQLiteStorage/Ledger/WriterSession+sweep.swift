// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Doing with what waits in vain what was decided on a snapshot: only where it still waits.
extension WriterSession {
    /// What has come of a page of decisions.
    struct Sweep {
        var passed = 0
        /// How many decisions were gone through before the limit was reached.
        var done = 0
        var lanes: [LaneStatus] = []
    }

    /// Passes deliveries on as decided, at most `limit`.
    func reroute(
        _ decisions: [(delivery: Int64, what: RerouteDecision)],
        epoch: Int64,
        limit: Int,
        now: Timestamp
    ) throws(Fault) -> Sweep {
        memory.forgetTouched()
        var sweep = Sweep()
        guard try isCurrent(epoch) else { return sweep }
        let timer = try sql("SELECT 1 FROM failover WHERE delivery = ?")
        for (delivery, decision) in decisions {
            guard sweep.passed < limit else { break }
            sweep.done += 1
            guard !isInFlight(delivery), try timer.exists(delivery), let row = try row(delivery) else { continue }
            switch decision {
            case .pass(let step): if try pass(row, to: step, now: now) { sweep.passed += 1 }
            case .wait(let until): try ask(about: delivery, in: row.lane, at: max(until, now + .milliseconds(1)))
            case .stay: try stopAsking(about: delivery)
            }
        }
        sweep.lanes = try touchedLanes()
        return sweep
    }

    /// Closes those of the given deliveries that are ready and past their time.
    func expire(_ deliveries: [Int64], now: Timestamp) throws(Fault) -> (expired: Int, lanes: [LaneStatus]) {
        memory.forgetTouched()
        var expired = 0
        for delivery in deliveries {
            guard let row = try row(delivery), row.due != nil, !isInFlight(delivery), row.expiresAt <= now else {
                continue
            }
            try close(row, as: .expired, because: .expiredDelivery(), at: now)
            expired += 1
        }
        return (expired, try touchedLanes())
    }

    /// Makes those of the given deliveries due that are ready and would be later.
    func hasten(_ deliveries: [Int64], now: Timestamp) throws(Fault) -> [LaneStatus] {
        memory.forgetTouched()
        for delivery in deliveries {
            guard let row = try row(delivery), let due = row.due, due > now, !isInFlight(delivery) else { continue }
            try leaveQueue(row)
            try statements.setDue.run(now, delivery)
            try joinQueue(row, due: now)
        }
        return try touchedLanes()
    }

    /// Keeps the breakers that are open, and forgets those that have closed.
    func remember(_ health: [LaneHealth]) throws(Fault) {
        for lane in health {
            guard lane.openings > 0 else {
                try sql("DELETE FROM lane_health WHERE lane = ?").run(lane.lane.rawValue)
                continue
            }
            try sql(
                """
                INSERT INTO lane_health (lane, generation, openings, open_until) VALUES (?1, ?2, ?3, ?4)
                ON CONFLICT DO UPDATE SET generation = ?2, openings = ?3, open_until = ?4
                """
            )
            .run(lane.lane.rawValue, lane.generation, lane.openings, lane.openUntil)
        }
    }

    func laneHealth() throws(Fault) -> [LaneHealth] {
        try sql("SELECT lane, generation, openings, open_until FROM lane_health ORDER BY lane")
            .all {
                LaneHealth(
                    lane: Lane.ID($0.int64(0)),
                    generation: $0.int(1),
                    openings: $0.int(2),
                    openUntil: $0.optionalTime(3)
                )
            }
    }
}
