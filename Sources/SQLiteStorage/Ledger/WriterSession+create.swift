// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Making the deliveries of a message.
extension WriterSession {
    /// Makes the delivery of a message to one destination, unless it stands already or the reader wants none.
    ///
    /// - Returns: whether it was made.
    func create(
        _ message: WriterMemory.MessageFacts,
        for number: Int64,
        planner: any DeliveryPlanner
    ) throws(Fault) -> Bool {
        let found = try statements.destination.first(number) { row throws(Fault) -> (Int64, Destination)? in
            guard row.int(1) == 0 else { return nil }
            return (row.int64(0), try row.destination(on: try name(ofChannel: row.int64(0)), from: 2))
        }
        guard let (channel, destination) = found ?? nil else { return false }
        let plan = planner.plan(for: destination, acceptedAt: message.acceptedAt)
        let lane = try self.number(ofLane: plan.host, channel: channel)
        let (state, fault) = plan.start.asRecorded
        let isReady = state == .pending
        let mustWait = isReady ? try hasOrderToKeep(message, destination: number) : false
        let made = try statements.insertDelivery.run(
            message.id,
            number,
            lane,
            state.code,
            message.priority.rawValue,
            plan.order == .all ? 1 : 0,
            plan.expiresAt,
            isReady && !mustWait ? message.acceptedAt : nil,
            state == .dead ? message.acceptedAt : nil,
            try fault.map { fault throws(Fault) in try text(of: fault) }
        )
        guard made == 1 else { return false }
        memory.count(state, of: message.id, by: 1)
        guard isReady else { return true }
        let delivery = lastNumber
        if let subject = message.subject {
            try statements.insertOrder.run(subject, number, message.sequence, delivery)
        }
        if mustWait, let subject = message.subject {
            try settleOrder(subject: subject, destination: number, now: message.acceptedAt)
        } else {
            try makeReady(delivery, lane: lane, priority: message.priority, due: message.acceptedAt)
        }
        return true
    }

    /// Whether another delivery of the incident to the destination is open, or has overtaken this one.
    private func hasOrderToKeep(
        _ message: WriterMemory.MessageFacts,
        destination: Int64
    ) throws(Fault) -> Bool {
        guard let subject = message.subject, try hasSeveralMessages(subject: subject) else { return false }
        if try statements.hasSiblings.first(subject, destination, read: { _ in true }) != nil { return true }
        let delivered = try statements.delivered.first(subject, destination) { $0.int(0) } ?? 0
        return delivered > message.sequence
    }
}

extension DeliveryPlan.Start {
    fileprivate var asRecorded: (DeliveryState, Fault?) {
        switch self {
        case .ready: (.pending, nil)
        case .held: (.held, nil)
        case .dead(let fault): (.dead, fault)
        }
    }
}
