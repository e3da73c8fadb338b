// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// The order of each incident and destination, and the end of a delivery.
extension MemoryLedgerState {
    /// Takes a pending delivery among those that wait: it is ready from `due` on, unless others of its incident come
    /// first.
    mutating func enter(_ id: Delivery.ID, due: Timestamp, now: Timestamp) {
        guard let row = rows[id] else { return }
        guard let thread = row.thread else { return makeReady(id, due: due) }
        let isAlone = open[thread]?.isEmpty ?? true
        open[thread, default: []].insert(id)
        if isAlone, row.sequence >= delivered[thread] ?? 0 {
            makeReady(id, due: due)
        } else {
            settleOrder(of: thread, at: now)
        }
    }

    /// Ends a delivery, or holds it, and lets the next of its incident have its turn.
    mutating func close(
        _ id: Delivery.ID,
        as state: DeliveryState,
        because fault: Fault?,
        holdReason: HoldReason? = nil,
        at now: Timestamp
    ) {
        takeOut(id)
        rows[id]?.record.state = state
        rows[id]?.record.fault = fault
        rows[id]?.record.finishedAt = state == .held ? nil : now
        rows[id]?.holdReason = holdReason
        rows[id]?.ending = nil
        if state != .held { rows[id]?.patienceEnds = nil }
        guard let thread = rows[id]?.thread, open[thread]?.remove(id) != nil else { return }
        settleOrder(of: thread, at: now)
    }

    /// Of one incident and destination: what is needless is superseded, and the first of the rest alone is ready,
    /// unless an attempt is under way.
    mutating func settleOrder(of thread: ThreadKey, at now: Timestamp) {
        let siblings = (open[thread] ?? []).compactMap { rows[$0] }
            .sorted { ($0.sequence, $0.record.id) < ($1.sequence, $1.record.id) }
        guard let newest = siblings.last else { return open[thread] = nil }
        let delivered = delivered[thread] ?? 0
        var waiting: [Row] = []
        for row in siblings where row.record.state != .inFlight {
            let isOvertaken = row.order == .latest && row.sequence < newest.sequence
            guard isOvertaken || row.sequence < delivered else {
                waiting.append(row)
                continue
            }
            takeOut(row.record.id)
            open[thread]?.remove(row.record.id)
            rows[row.record.id]?.record.state = .superseded
            rows[row.record.id]?.record.fault = .supersededDelivery(by: isOvertaken ? newest.record.update : nil)
            rows[row.record.id]?.record.finishedAt = now
            rows[row.record.id]?.patienceEnds = nil
        }
        let isBusy = siblings.contains { $0.record.state == .inFlight }
        for row in waiting.dropFirst(isBusy ? 0 : 1) { takeOut(row.record.id) }
        guard !isBusy, let next = waiting.first else { return }
        // What has its first turn has been due since it was accepted, whatever it had to wait for.
        let isFirst = next.record.state == .pending && next.record.attempts == 0 && next.record.generation == 0
        makeReady(next.record.id, due: isFirst ? next.record.createdAt : now)
    }
}

extension Fault {
    static func supersededDelivery(by update: Identifier<UpdateSubject>?) -> Fault {
        let fault = Fault(.superseded, "A newer update of the incident took its place.")
        return update.map { fault.with("update", $0.text) } ?? fault
    }

    /// The end of a delivery that was passed on to another.
    static func reroutedDelivery(to delivery: Delivery.ID) -> Fault {
        Fault(.rerouted, "Another delivery carries the message to the reader.").with("to", delivery.description)
    }

    /// The end of a delivery whose reader an earlier one of its chain has reached.
    static func reachedDelivery(by delivery: Delivery.ID) -> Fault {
        Fault(.reachedElsewhere, "The reader was reached at another address.").with("by", delivery.description)
    }

    /// The end of a delivery that came too late; the latest attempt's fault is named.
    static func expiredDelivery(after fault: Fault? = nil) -> Fault {
        let expired = Fault(.expired, "It was not made in the time in which it was of use.")
        return fault.map { expired.with("last_fault", $0.code.rawValue) } ?? expired
    }
}
