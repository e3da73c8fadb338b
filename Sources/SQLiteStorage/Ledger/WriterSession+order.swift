// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Keeping the order of each incident and destination: of its open deliveries at most one is ready or in flight.
///
/// Which deliveries there are follows from the incident's messages: those that have anything open are looked up by
/// destination. An incident with one message that is on its way, as most have at any time, costs nothing.
extension WriterSession {
    private struct Sibling {
        let message: MessageRecord
        let row: DeliveryRow
    }

    /// Supersedes what is needless, and makes the first of the rest alone ready, unless an attempt is under way.
    func settleOrder(of subject: SubjectRecord, at destination: Int64, now: Timestamp) throws(Fault) {
        let siblings = try siblings(of: subject, at: destination)
        guard let oldest = siblings.first?.message, let newest = siblings.last?.message else { return }
        let arrived = try lastArrival(of: subject, at: destination, after: oldest.sequence)
        var waiting: [Sibling] = []
        for sibling in siblings where !isInFlight(sibling.row.id) {
            let isOvertaken = !sibling.row.keepsAll && sibling.message.sequence < newest.sequence
            guard isOvertaken || sibling.message.sequence < arrived else {
                waiting.append(sibling)
                continue
            }
            try leaveQueue(sibling.row)
            let reason = Fault.supersededDelivery(by: isOvertaken ? newest.update : nil)
            try mark(sibling.row, as: .superseded, because: reason, at: now)
        }
        let isBusy = siblings.contains { isInFlight($0.row.id) }
        for sibling in waiting.dropFirst(isBusy ? 0 : 1) where sibling.row.due != nil {
            try leaveQueue(sibling.row)
            try statements.setDue.run(Timestamp?.none, sibling.row.id)
        }
        guard !isBusy, let next = waiting.first, next.row.due == nil else { return }
        // What has its first turn has been due since it was accepted, whatever it had to wait for.
        let isFirst = next.row.state == .pending && next.row.attempts == 0 && next.row.generation == 0
        let due = isFirst ? next.message.acceptedAt : now
        try statements.setDue.run(due, next.row.id)
        try joinQueue(next.row, due: due)
    }

    /// The open deliveries of an incident to a destination, in their order.
    private func siblings(of subject: SubjectRecord, at destination: Int64) throws(Fault) -> [Sibling] {
        var siblings: [Sibling] = []
        for message in subject.messages where message.open > 0 {
            if let row = try delivery(of: message, to: destination), row.state.isOpen {
                siblings.append(Sibling(message: message, row: row))
            }
        }
        return siblings
    }

    func delivery(of message: MessageRecord, to destination: Int64) throws(Fault) -> DeliveryRow? {
        try statements.deliveryTo.first(message.number, destination) { DeliveryRow($0) }
    }

    /// The highest sequence behind one that has been delivered to a destination; nought where there is none.
    func lastArrival(
        of subject: SubjectRecord,
        at destination: Int64,
        after sequence: Int
    ) throws(Fault) -> Int {
        var last = subject.floor
        if subject.hasThreads {
            last = max(last, try statements.thread.first(subject.number, destination) { $0.int(0) } ?? 0)
        }
        for message in subject.messages.reversed()
        where message.arrived > 0 && message.sequence > max(sequence, last) {
            if try statements.arrival.exists(message.number, destination) { return message.sequence }
        }
        return last
    }

    /// Whether the order has anything to say about a new delivery: another is open, or has overtaken it.
    func hasOrderToKeep(_ message: MessageRecord, at destination: Int64) throws(Fault) -> Bool {
        guard let subject = message.subject, subject.mayHaveArrivals(besides: message) else { return false }
        for other in subject.messages where other !== message && other.open > 0 {
            if try delivery(of: other, to: destination)?.state.isOpen == true { return true }
        }
        return try lastArrival(of: subject, at: destination, after: message.sequence) > message.sequence
    }

    /// Whether the reader has a newer update than that of a delivery, or one is on its way or takes its place.
    func isOvertaken(_ row: DeliveryRow) throws(Fault) -> Bool {
        let message = try message(row.message)
        guard let subject = message.subject else { return false }
        if try lastArrival(of: subject, at: row.destination, after: message.sequence) > message.sequence { return true }
        for newer in subject.messages where newer.sequence > message.sequence && newer.open > 0 {
            guard let sibling = try delivery(of: newer, to: row.destination), sibling.state.isOpen else { continue }
            if !row.keepsAll || isInFlight(sibling.id) { return true }
        }
        return false
    }

    /// Lets the next delivery of the incident go, after one has closed or waits for its retry.
    func settleOrder(around row: DeliveryRow, now: Timestamp) throws(Fault) {
        guard try hasWaiting(behind: row), let subject = try message(row.message).subject else { return }
        try settleOrder(of: subject, at: row.destination, now: now)
    }

    /// Whether another delivery of the incident may wait for this one to close.
    func hasWaiting(behind row: DeliveryRow) throws(Fault) -> Bool {
        let message = try message(row.message)
        return message.subject?.messages.contains { $0 !== message && $0.open > 0 } ?? false
    }

    /// The receipt of the incident's first delivery to a destination, but for that of one message.
    func firstReceipt(
        of subject: SubjectRecord,
        at destination: Int64,
        except current: MessageRecord?
    ) throws(Fault) -> Receipt? {
        if subject.hasThreads,
            let receipt = try statements.thread.first(subject.number, destination, read: { $0.receipt(1) })
        {
            return receipt
        }
        for message in subject.messages where message.arrived > 0 && message !== current {
            if let receipt = try statements.arrival.first(message.number, destination, read: { $0.receipt(0) }) {
                return receipt
            }
        }
        return nil
    }
}

extension Fault {
    static func supersededDelivery(by update: String?) -> Fault {
        let fault = Fault(.superseded, "A newer update of the incident took its place.")
        return update.map { fault.with("update", $0) } ?? fault
    }
}
