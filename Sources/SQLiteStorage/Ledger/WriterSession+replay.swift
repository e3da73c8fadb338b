// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Sending deliveries anew.
extension WriterSession {
    /// What is done in spite of everything.
    struct Force {
        let delivered: Bool
        let expired: Bool
    }

    /// - Returns: nil where there is no such delivery.
    func replay(
        _ number: Int64,
        priority: Priority,
        force: Force,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) throws(Fault) -> ReplayOutcome? {
        guard let row = try row(number), let reader = try reader(row.destination) else { return nil }
        if isInFlight(number) { return .busy }
        if let hold = reader.hold { return .refused(try JSONText.decode(Fault.self, hold)) }
        if reader.isSuppressed, try !message(row.message).isSolicited {
            return .refused(Fault(.unsubscribed, "Nothing is sent to its reader any more."))
        }
        if !row.isWaiting {
            if !force.delivered {
                if row.state == .delivered { return .delivered }
                if row.isChained, try isReachedElsewhere(number) { return .delivered }
            }
            if try isOvertaken(row) { return .overtaken }
        }
        let isPast = row.expiresAt <= now
        if isPast, !force.expired { return .expired }
        let plan = planner.plan(for: reader.destination, priority: priority, acceptedAt: now)
        if case .dead(let fault) = plan.start { return .refused(fault) }
        if isPast { try setExpiry(plan.expiresAt, of: number) }
        if row.isWaiting {
            try hasten(row, priority: priority, now: now)
            return .replayed(try status(of: lane(row.lane)))
        }
        let lane = try renew(row, reader, plan: plan, priority: priority, now: now)
        return .replayed(try status(of: self.lane(lane)))
    }

    /// What waits for its first attempt or a retry is due now, as new work, where its turn has come.
    private func hasten(_ row: DeliveryRow, priority: Priority, now: Timestamp) throws(Fault) {
        try leaveQueue(row)
        let hasTurn = row.due != nil
        try sql("UPDATE delivery SET state = 0, failures = 0, fault = NULL, priority = ?, due = ? WHERE id = ?")
            .run(min(row.priority, priority).rawValue, hasTurn ? now : nil, row.id)
        memory.move(from: row.state, to: .pending, of: try message(row.message))
        guard hasTurn else { return }
        var row = row
        (row.state, row.priority) = (.pending, min(row.priority, priority))
        try joinQueue(row, due: now)
    }

    /// What has closed, or was held, begins its next generation by the plan of today.
    ///
    /// - Returns: its lane from now on.
    private func renew(
        _ row: DeliveryRow,
        _ reader: Reader,
        plan: DeliveryPlan,
        priority: Priority,
        now: Timestamp
    ) throws(Fault) -> Int64 {
        if row.state == .delivered { try keepArrival(of: row) }
        var row = row
        row.lane = try number(ofLane: plan.host, channel: reader.channel)
        (row.priority, row.keepsAll) = (priority, plan.order == .all)
        try sql("UPDATE delivery SET generation = generation + 1, priority = ?, keeps_all = ?, lane = ? WHERE id = ?")
            .run(priority.rawValue, row.keepsAll ? 1 : 0, row.lane, row.id)
        let link = try member(row.id)?.link
        let mayPass = link?.isStep == false && link?.successor == nil
        if mayPass, let patience = plan.patience {
            try markChained(row.id)
            try sql("UPDATE chain SET head = coalesce(head, ?) WHERE delivery = ?").run(row.destination, row.id)
            // Before its turn is settled: whatever closes it stops this as well.
            try ask(about: row.id, in: row.lane, at: now + patience)
            row.isChained = true
        } else if row.isChained {
            try stopAsking(about: row.id)
        }
        try reopen(row, due: now, now: now)
        return row.lane
    }

    /// Writes down what an arrival has come to, before its delivery is made to come to something else.
    private func keepArrival(of row: DeliveryRow) throws(Fault) {
        try sql(
            """
            INSERT INTO attempt (delivery, number, started, ended, result, receipt, note, epoch)
            SELECT id, attempts, started, finished, 1, receipt, note, epoch FROM delivery
            WHERE id = ? AND started IS NOT NULL
            """
        )
        .run(row.id)
        try keepThread(of: message(row.message), at: row.destination)
    }

    func setExpiry(_ moment: Timestamp, of delivery: Int64) throws(Fault) {
        try sql("UPDATE delivery SET expires = ? WHERE id = ?").run(moment, delivery)
    }
}
