// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Keeping the order of each incident and destination.
///
/// Every open delivery of an incident stands in `open_order`; of those with one destination, at most one is ready or
/// in flight.
extension WriterSession {
    private struct Sibling {
        let delivery: Int64
        let sequence: Int
        let state: DeliveryState
        let keepsAll: Bool
        let due: Timestamp?
        let lane: Int64
        let priority: Priority
        let message: Int64
    }

    /// Supersedes what is needless, and makes the first of the rest alone ready, unless an attempt is under way.
    func settleOrder(subject: Int64, destination: Int64, now: Timestamp) throws(Fault) {
        let siblings = try statements.siblings.all(subject, destination) {
            Sibling(
                delivery: $0.int64(0),
                sequence: $0.int(1),
                state: DeliveryState(code: $0.int(2)),
                keepsAll: $0.int(3) == 1,
                due: $0.optionalTime(4),
                lane: $0.int64(5),
                priority: $0.priority(6),
                message: $0.int64(7)
            )
        }
        guard let newest = siblings.last else { return }
        let delivered = try statements.delivered.first(subject, destination) { $0.int(0) } ?? 0
        var waiting: [Sibling] = []
        for sibling in siblings where sibling.state != .inFlight {
            let isOvertaken = !sibling.keepsAll && sibling.sequence < newest.sequence
            guard isOvertaken || sibling.sequence < delivered else {
                waiting.append(sibling)
                continue
            }
            let update = isOvertaken ? try facts(ofMessage: newest.message).update : nil
            try statements.deleteOrder.run(subject, destination, sibling.sequence, sibling.delivery)
            try takeOut(sibling)
            let reason = try text(of: .supersededDelivery(by: update))
            try statements.closeDelivery.run(DeliveryState.superseded.code, now, reason, sibling.delivery)
            memory.move(from: sibling.state, to: .superseded, of: sibling.message)
        }
        let isBusy = siblings.contains { $0.state == .inFlight }
        for sibling in waiting.dropFirst(isBusy ? 0 : 1) where sibling.due != nil {
            try takeOut(sibling)
            try statements.setDue.run(Timestamp?.none, sibling.delivery)
        }
        guard !isBusy, let next = waiting.first, next.due == nil else { return }
        let due = next.state == .pending ? try facts(ofMessage: next.message).acceptedAt : now
        try statements.setDue.run(due, next.delivery)
        try makeReady(next.delivery, lane: next.lane, priority: next.priority, due: due)
    }

    func makeReady(_ delivery: Int64, lane: Int64, priority: Priority, due: Timestamp) throws(Fault) {
        try statements.insertReady.run(lane, priority.rawValue, due, delivery)
        memory.touched.insert(lane)
    }

    private func takeOut(_ sibling: Sibling) throws(Fault) {
        guard let due = sibling.due else { return }
        try statements.deleteReady.run(sibling.lane, sibling.priority.rawValue, due, sibling.delivery)
    }

    /// The fault as it is stored.
    func text(of fault: Fault) throws(Fault) -> String {
        if let last = memory.lastFault, last.fault == fault { return last.text }
        let text = try JSONText.encode(fault)
        memory.lastFault = (fault, text)
        return text
    }
}

extension Fault {
    fileprivate static func supersededDelivery(by update: String?) -> Fault {
        let fault = Fault(.superseded, "A newer update of the incident took its place.")
        return update.map { fault.with("update", $0) } ?? fault
    }
}
