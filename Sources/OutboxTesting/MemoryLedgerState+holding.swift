// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Holding destinations, and what becomes of what was held.
extension MemoryLedgerState {
    mutating func hold(_ id: DestinationID, because fault: Fault, now: Timestamp) -> Bool {
        guard contacts.indices.contains(Int(id.rawValue) - 1), contact(id).hold == nil else { return false }
        withContact(id) { contact in
            contact.hold = (fault, now)
            contact.isReleasing = false
        }
        return true
    }

    func heldDestinations(on channel: ChannelName?, limit: Int) -> [HeldDestination] {
        contacts.indices
            .compactMap { index -> (id: DestinationID, held: HeldDestination)? in
                let id = DestinationID(Int64(index) + 1)
                let contact = contacts[index]
                guard let hold = contact.hold, channel.map({ $0 == contact.destination.channel }) ?? true else {
                    return nil
                }
                let held = HeldDestination(
                    destination: contact.destination,
                    since: hold.since,
                    fault: hold.fault,
                    held: heldDeliveries(of: id).count
                )
                return (id, held)
            }
            .sorted { ($0.held.since, $0.id) > ($1.held.since, $1.id) }
            .prefix(limit)
            .map(\.held)
    }

    /// What is held by reason of its destination, in the order of the numbers.
    private func heldDeliveries(of id: DestinationID) -> [Delivery.ID] {
        rows.values
            .filter { $0.destinationID == id && $0.record.state == .held && $0.holdReason == .destination }
            .map(\.record.id)
            .sorted()
    }

    /// From the first page on the destination is reached again; the others go on with what was held.
    mutating func release(
        _ id: DestinationID,
        _ choice: ReleaseChoice,
        limit: Int,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) -> Expansion? {
        let contact = contact(id)
        guard contact.hold != nil || contact.isReleasing else { return nil }
        touched = []
        let held = heldDeliveries(of: id)
        withContact(id) { contact in
            // What it failed before someone mended it is no reason to hold it again.
            if contact.hold != nil { contact.failing = nil }
            contact.hold = nil
            contact.isReleasing = held.count > limit
        }
        for delivery in held.prefix(limit) { release(delivery, choice, now: now, planner: planner) }
        return Expansion(
            lanes: statuses(of: touched),
            created: min(held.count, limit),
            isFinished: held.count <= limit
        )
    }

    private mutating func release(
        _ id: Delivery.ID,
        _ choice: ReleaseChoice,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) {
        guard let row = rows[id] else { return }
        switch choice {
        case .none:
            let fault = Fault(.withdrawn, "What was held for the destination was withdrawn when it was released.")
            return close(id, as: .cancelled, because: fault, at: now)
        case .latest:
            if let newer = newer(than: row) {
                return close(id, as: .superseded, because: .supersededDelivery(by: newer.update), at: now)
            }
        case .all:
            // Each of them is wanted, even where otherwise the latest counts.
            rows[id]?.order = .all
        }
        if row.record.expiresAt <= now {
            let plan = planner.plan(for: row.record.destination, priority: row.priority, acceptedAt: now)
            rows[id]?.record.expiresAt = plan.expiresAt
        }
        reopen(id)
        enter(id, due: now, now: now)
    }

    /// An update of the incident that the reader has been sent or is owed and that is newer than the row's own.
    ///
    /// Which one is said where it has not arrived yet: the newest.
    private func newer(than row: Row) -> (update: Identifier<UpdateSubject>?, sequence: Int)? {
        guard let thread = row.thread else { return nil }
        let held = heldDeliveries(of: row.destinationID).compactMap { rows[$0] }.filter { $0.thread == thread }
        let owed = (open[thread] ?? []).compactMap { rows[$0] }
        let newest = (held + owed).max { ($0.sequence, $0.record.id) < ($1.sequence, $1.record.id) }
        if let newest, newest.sequence > row.sequence { return (newest.record.update, newest.sequence) }
        return delivered[thread].flatMap { $0 > row.sequence ? (nil, $0) : nil }
    }

    mutating func cancelWaiting(on channel: ChannelName, because fault: Fault, limit: Int, now: Timestamp) -> Int {
        touched = []
        let waiting = rows.values
            .filter { $0.isWaiting && lanes[$0.lane]?.channel == channel }
            .map(\.record.id)
            .sorted()
            .prefix(limit)
        var cancelled = 0
        for id in waiting where rows[id]?.isWaiting ?? false {
            close(id, as: .cancelled, because: fault, at: now)
            cancelled += 1
        }
        return cancelled
    }
}
