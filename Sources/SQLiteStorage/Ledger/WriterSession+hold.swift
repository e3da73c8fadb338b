// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Keeping destinations back, and letting them go.
extension WriterSession {
    /// - Returns: whether there is such a destination that was not held.
    func hold(destination number: Int64, because fault: Fault, now: Timestamp) throws(Fault) -> Bool {
        try sql("UPDATE destination SET held = ?, held_fault = ?, releasing = 0 WHERE id = ? AND held IS NULL")
            .run(now, text(of: fault), number) == 1
    }

    func number(ofDestination address: String, channel: ChannelName) throws(Fault) -> Int64? {
        try sql("SELECT id FROM destination WHERE channel = (SELECT id FROM channel WHERE name = ?) AND address = ?")
            .first(channel.text, address) { $0.int64(0) }
    }

    /// From the first page on the destination is reached again; the others go on with what was held.
    ///
    /// - Returns: nil where it is not held, and nothing is left of an earlier release.
    func release(
        destination number: Int64,
        _ choice: ReleaseChoice,
        limit: Int,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) throws(Fault) -> Expansion? {
        let isHeld = try sql(
            "SELECT held IS NOT NULL FROM destination WHERE id = ? AND (held IS NOT NULL OR releasing)"
        )
        .first(number) { $0.int(0) == 1 }
        guard let isHeld else { return nil }
        memory.forgetTouched()
        if isHeld { try forgetFailures(of: number) }
        // One more than asked for tells whether this page is the last.
        let held = try sql("SELECT delivery FROM held WHERE destination = ? ORDER BY delivery LIMIT ?")
            .all(number, limit + 1) { $0.int64(0) }
        let isLast = held.count <= limit
        try sql("UPDATE destination SET held = NULL, held_fault = NULL, releasing = ? WHERE id = ?")
            .run(isLast ? 0 : 1, number)
        for delivery in held.prefix(limit) {
            guard let row = try row(delivery) else { continue }
            try release(row, choice, now: now, planner: planner)
        }
        return Expansion(lanes: try touchedLanes(), created: min(held.count, limit), isFinished: isLast)
    }

    /// Forgets what a destination has failed: someone has mended it.
    private func forgetFailures(of destination: Int64) throws(Fault) {
        guard memory.failing.remove(destination) != nil else { return }
        try sql("DELETE FROM failing WHERE destination = ?").run(destination)
    }

    /// Forgets what all the destinations of a channel have failed.
    func forgetFailures(onChannel number: Int64) throws(Fault) {
        try sql("DELETE FROM failing WHERE destination IN (SELECT id FROM destination WHERE channel = ?)").run(number)
        memory.failing = Set(try sql("SELECT destination FROM failing").all { $0.int64(0) })
    }

    private func release(
        _ row: DeliveryRow,
        _ choice: ReleaseChoice,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) throws(Fault) {
        switch choice {
        case .none:
            let fault = Fault(.withdrawn, "What was held for the destination was withdrawn when it was released.")
            return try close(row, as: .cancelled, because: fault, at: now)
        case .latest:
            if let update = try newerUpdate(than: row) {
                return try close(row, as: .superseded, because: .supersededDelivery(by: update.text), at: now)
            }
        case .all:
            // Each of them is wanted, even where otherwise the latest counts.
            try sql("UPDATE delivery SET keeps_all = 1 WHERE id = ?").run(row.id)
        }
        if row.expiresAt <= now, let reader = try reader(row.destination) {
            let plan = planner.plan(for: reader.destination, priority: row.priority, acceptedAt: now)
            try setExpiry(plan.expiresAt, of: row.id)
        }
        try reopen(row, due: now, now: now)
    }

    /// The newest update of the incident that the reader has been sent, is owed or was kept for him, where it is newer;
    /// its text is nil where only its number is known.
    private func newerUpdate(than row: DeliveryRow) throws(Fault) -> (text: String?, sequence: Int)? {
        let message = try message(row.message)
        guard let subject = message.subject else { return nil }
        for newer in subject.messages.reversed() where newer.sequence > message.sequence {
            guard let found = try delivery(of: newer, to: row.destination) else { continue }
            if found.isWaiting { return (newer.update, newer.sequence) }
            if try isHeldForDestination(found) { return (newer.update, newer.sequence) }
        }
        let arrived = try lastArrival(of: subject, at: row.destination, after: message.sequence)
        return arrived > message.sequence ? (nil, arrived) : nil
    }

    /// Withdraws what waits in a channel's lanes, for its turn or a limit or an older update.
    ///
    /// - Returns: how many; fewer than `limit` where nothing is left.
    func cancelWaiting(
        on channel: ChannelName,
        because fault: Fault,
        limit: Int,
        now: Timestamp
    ) throws(Fault) -> Int {
        memory.forgetTouched()
        let number = try number(of: channel)
        let lanes = try sql("SELECT id FROM lane WHERE channel = ? ORDER BY id").all(number) { $0.int64(0) }
        let ready = try sql("SELECT delivery FROM ready WHERE lane = ? LIMIT ?")
        var cancelled = 0
        for lane in lanes {
            // Each that goes may let the next of its incident have its turn.
            var isMoving = true
            while cancelled < limit, isMoving {
                isMoving = false
                for delivery in try ready.all(lane, limit - cancelled, read: { $0.int64(0) }) {
                    guard let row = try row(delivery), row.due != nil else { continue }
                    try close(row, as: .cancelled, because: fault, at: now)
                    cancelled += 1
                    isMoving = true
                }
            }
        }
        guard cancelled < limit else { return cancelled }
        // What waits for an attempt under way to end.
        let flights = memory.flights.values.filter { lanes.contains($0.row.lane) }
        for flight in flights.sorted(by: { $0.row.id < $1.row.id }) {
            guard let subject = try message(flight.row.message).subject else { continue }
            for other in subject.messages where other.open > 0 && cancelled < limit {
                guard let row = try delivery(of: other, to: flight.row.destination), row.isWaiting, !isInFlight(row.id)
                else { continue }
                try close(row, as: .cancelled, because: fault, at: now)
                cancelled += 1
            }
        }
        return cancelled
    }
}
