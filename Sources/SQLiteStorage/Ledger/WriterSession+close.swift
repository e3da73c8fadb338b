// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Ending deliveries other than by an attempt.
extension WriterSession {
    /// Closes a delivery that no attempt is under way of, and lets the next of its incident go.
    func close(_ row: DeliveryRow, as state: DeliveryState, because fault: Fault, at now: Timestamp) throws(Fault) {
        try leaveQueue(row)
        try mark(row, as: state, because: fault, at: now)
        if row.state.isOpen { try settleOrder(around: row, now: now) }
    }

    /// Writes down that a delivery has closed, and drops what was kept for it while it was open or held.
    func mark(_ row: DeliveryRow, as state: DeliveryState, because fault: Fault, at now: Timestamp) throws(Fault) {
        try statements.close.run(state.code, now, text(of: fault), row.id)
        memory.move(from: row.state, to: state, of: try message(row.message))
        if row.state == .held { try forgetHeld(row) }
        if row.isChained { try stopAsking(about: row.id) }
    }

    /// Keeps a delivery for its destination's sake, and lets the next of its incident go.
    func hold(_ row: DeliveryRow, now: Timestamp) throws(Fault) {
        let reason = try sql("SELECT held_fault FROM destination WHERE id = ?")
            .first(row.destination) { $0.optionalText(0) }
        try statements.close.run(DeliveryState.held.code, Timestamp?.none, reason ?? nil, row.id)
        memory.move(from: row.state, to: .held, of: try message(row.message))
        try recordHeld(row)
        try settleOrder(around: row, now: now)
    }

    /// Counts a delivery among those that are held for their destination.
    func recordHeld(_ row: DeliveryRow) throws(Fault) { try recordHeld(row.id, for: row.destination) }

    func recordHeld(_ delivery: Int64, for destination: Int64) throws(Fault) {
        try sql("INSERT INTO held (destination, delivery) VALUES (?, ?) ON CONFLICT DO NOTHING")
            .run(destination, delivery)
    }

    func isHeldForDestination(_ row: DeliveryRow) throws(Fault) -> Bool {
        guard row.state == .held else { return false }
        return try sql("SELECT 1 FROM held WHERE destination = ? AND delivery = ?").exists(row.destination, row.id)
    }

    func forgetHeld(_ row: DeliveryRow) throws(Fault) {
        try sql("DELETE FROM held WHERE destination = ? AND delivery = ?").run(row.destination, row.id)
    }

    /// Makes a closed or held delivery pending: it takes its turn from `due` on.
    func reopen(_ row: DeliveryRow, due: Timestamp, now: Timestamp) throws(Fault) {
        try sql(
            """
            UPDATE delivery SET state = 0, failures = 0, due = NULL, finished = NULL, fault = NULL, receipt = NULL,
                note = NULL, started = NULL, epoch = NULL
            WHERE id = ?
            """
        )
        .run(row.id)
        if row.state == .held { try forgetHeld(row) }
        let message = try message(row.message)
        let mustWait = try hasOrderToKeep(message, at: row.destination)
        memory.move(from: row.state, to: .pending, of: message)
        var row = row
        (row.state, row.due) = (.pending, nil)
        if mustWait, let subject = message.subject {
            try settleOrder(of: subject, at: row.destination, now: now)
        } else {
            try statements.setDue.run(due, row.id)
            try joinQueue(row, due: due)
        }
    }

    /// The fault as it is stored.
    func text(of fault: Fault) -> String {
        if let last = memory.lastFault, last.fault == fault { return last.text }
        let text = FaultText.of(fault)
        memory.lastFault = (fault, text)
        return text
    }
}

extension Fault {
    /// Its reader has come to want nothing, or cannot be reached for good.
    static func unwantedDelivery() -> Fault { Fault(.unsubscribed, "Nothing is sent to its reader any more.") }

    /// Where attempts were made, it names the `last` one's fault.
    static func expiredDelivery(after last: Fault? = nil) -> Fault {
        let fault = Fault(.expired, "It was not made in the time in which it was of use.")
        return last.map { fault.with("last_fault", $0.code.rawValue) } ?? fault
    }
}
