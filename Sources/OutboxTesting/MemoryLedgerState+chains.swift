// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Failover chains: passing on, and what an arrival does to the others.
extension MemoryLedgerState {
    func place(of row: Row) -> ChainPlace? {
        row.head.map {
            ChainPlace(head: contact($0).destination, step: row.step, isPassedOn: row.record.reroutedTo != nil)
        }
    }

    /// Asks about a delivery from that moment on, where it can still come to something.
    mutating func wait(_ id: Delivery.ID, until moment: Timestamp) {
        guard let row = rows[id], row.isWaiting || row.holdReason == .destination else { return }
        rows[id]?.patienceEnds = moment
    }

    /// Passes a delivery on, once.
    ///
    /// - Returns: whether another delivery carries the message from now on; not where the reader wants none there, or
    ///   has one that has come to nothing or counts on this one itself.
    @discardableResult
    mutating func passOn(_ id: Delivery.ID, by reroute: Reroute?, at now: Timestamp) -> Bool {
        guard let reroute, let row = rows[id], row.record.reroutedTo == nil else { return false }
        rows[id]?.patienceEnds = nil
        let destination = remember(reroute.destination)
        guard let message = messages[row.record.message],
            !contact(destination).isUnsubscribed || message.isSolicited
        else { return false }
        let next: Delivery.ID
        if let known = made[MadeKey(message: message.id, destination: destination)] {
            guard standsIn(known, for: id) else { return false }
            // One that was to be withdrawn after its attempt is counted on again.
            if rows[known]?.ending?.state == .cancelled { rows[known]?.ending = nil }
            next = known
        } else {
            next = create(message, for: destination, priority: row.priority, plan: reroute.plan, due: now)
            rows[next]?.record.reroutedFrom = id
            rows[next]?.isStep = true
            rows[next]?.head = row.head ?? row.destinationID
            rows[next]?.step = reroute.step
            if let patience = reroute.plan.patience { wait(next, until: now + patience) }
        }
        rows[id]?.record.reroutedTo = next
        rows[id]?.head = row.head ?? row.destinationID
        passedOnTo[next, default: []].insert(id)
        if rows[next]?.record.state == .delivered { endEarlier(than: next, arrived: next, at: now) }
        return true
    }

    /// Whether `known` carries the message, by itself or by another that it was passed on to, and none of them counts
    /// on `id`.
    private func standsIn(_ known: Delivery.ID, for id: Delivery.ID) -> Bool {
        var carrier: Delivery.ID?
        var next: Delivery.ID? = known
        while let current = next, let record = rows[current]?.record {
            guard current != id else { return false }
            if carrier == nil, record.state != .rerouted { carrier = current }
            next = record.reroutedTo
        }
        switch carrier.flatMap({ rows[$0]?.record.state }) {
        case .pending, .inFlight, .retrying, .held, .delivered, .superseded: return true
        case .dead, .expired, .cancelled, .rerouted, nil: return false
        }
    }

    // MARK: - Arrivals

    /// One has arrived: the earlier ones of its chain are rerouted, the later ones cancelled.
    mutating func endOthers(of id: Delivery.ID, at now: Timestamp) {
        endEarlier(than: id, arrived: id, at: now)
        var settled: Set<Delivery.ID> = [id]
        var next = rows[id]?.record.reroutedTo
        while let current = next, let row = rows[current], row.isStep, row.record.state != .delivered {
            // An address that several readers share is needed until all of them are reached.
            guard (passedOnTo[current] ?? []).allSatisfy({ settled.contains($0) || !counts(on: $0) }) else { return }
            settled.insert(current)
            end(current, as: .cancelled, because: .reachedDelivery(by: id), at: now)
            next = row.record.reroutedTo
        }
    }

    private mutating func endEarlier(than id: Delivery.ID, arrived: Delivery.ID, at now: Timestamp) {
        for earlier in (passedOnTo[id] ?? []).sorted() {
            end(earlier, as: .rerouted, because: .reroutedDelivery(to: arrived), at: now)
            endEarlier(than: earlier, arrived: arrived, at: now)
        }
    }

    /// Closes what still waits or is held; what is under way ends so unless it arrives too.
    private mutating func end(_ id: Delivery.ID, as state: DeliveryState, because fault: Fault, at now: Timestamp) {
        switch rows[id]?.record.state {
        case .pending, .retrying, .held: close(id, as: state, because: fault, at: now)
        case .inFlight: rows[id]?.ending = Ending(state: state, fault: fault)
        default: break
        }
    }

    /// Whether the reader of a delivery that was passed on still has to be reached by the next.
    private func counts(on id: Delivery.ID) -> Bool {
        guard let row = rows[id], row.ending?.state != .cancelled else { return false }
        switch row.record.state {
        case .delivered, .superseded, .cancelled: return false
        default: return true
        }
    }

    /// Whether the reader of a delivery has been reached by another of its chain.
    func isReachedElsewhere(_ id: Delivery.ID) -> Bool {
        var next = rows[id]?.record.reroutedTo
        while let current = next, let record = rows[current]?.record {
            if record.state == .delivered { return true }
            next = record.reroutedTo
        }
        return isReachedBefore(id)
    }

    private func isReachedBefore(_ id: Delivery.ID) -> Bool {
        guard rows[id]?.isStep ?? false, let earlier = passedOnTo[id], !earlier.isEmpty else { return false }
        return earlier.allSatisfy { rows[$0]?.record.state == .delivered || isReachedBefore($0) }
    }

    /// A destination's own turn has come for a message that a chain has brought there already: from now on the delivery
    /// is the reader's own, and is not withdrawn with the chain.
    mutating func adopt(_ id: Delivery.ID) {
        guard let row = rows[id], row.isStep else { return }
        rows[id]?.isStep = false
        if row.ending?.state == .cancelled { rows[id]?.ending = nil }
        guard row.record.state == .cancelled, row.record.fault?.code == .reachedElsewhere else { return }
        reopen(id)
        enter(id, due: row.record.createdAt, now: row.record.createdAt)
    }

    /// Makes a closed or held delivery pending.
    mutating func reopen(_ id: Delivery.ID) {
        rows[id]?.record.state = .pending
        rows[id]?.record.fault = nil
        rows[id]?.record.finishedAt = nil
        rows[id]?.holdReason = nil
        rows[id]?.failures = 0
    }
}
