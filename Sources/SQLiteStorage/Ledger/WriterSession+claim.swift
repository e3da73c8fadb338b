// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Handing out attempts.
extension WriterSession {
    /// Past what a quota admits, at most so many rows are looked at: a lane full of postponed or expired deliveries
    /// is gone through in several exchanges.
    private static let spareCandidates = 1_024

    private struct CandidateRow {
        let delivery: WriterMemory.DeliveryFacts
        let state: DeliveryState
        let attempts: Int
        let destination: Destination
        let thread: Receipt?
    }

    /// The claims of one lane as they are collected.
    private struct Round {
        let quota: Exchange.Quota
        let epoch: Int64
        let now: Timestamp
        var claims: [Claim] = []
        var spare = WriterSession.spareCandidates
        /// An expiry may have let another delivery go, of any priority.
        var hasExpired = false
        var isStopped = false

        var isOver: Bool { isStopped || claims.count >= quota.limit || spare <= 0 }
    }

    func claim(
        _ quota: Exchange.Quota,
        epoch: Int64,
        now: Timestamp,
        admitting: (Candidate) -> Admission
    ) throws(Fault) -> [Claim] {
        var round = Round(quota: quota, epoch: epoch, now: now)
        repeat {
            round.hasExpired = false
            var floor = 0
            while !round.isOver {
                let next = try statements.nextPriority.first(quota.lane.rawValue, floor) {
                    ($0.priority(0), $0.time(1))
                }
                guard let (priority, due) = next else { break }
                if due <= now { try claim(priority, in: &round, admitting: admitting) }
                floor = priority.rawValue + 1
            }
        } while round.hasExpired && !round.isOver
        return round.claims
    }

    private func claim(
        _ priority: Priority,
        in round: inout Round,
        admitting: (Candidate) -> Admission
    ) throws(Fault) {
        let lane = round.quota.lane
        while !round.isOver {
            let wanted = min(round.quota.limit - round.claims.count, 512)
            let places = try statements.dueCandidates.all(lane.rawValue, priority.rawValue, round.now, wanted) {
                (due: $0.time(0), delivery: $0.int64(1))
            }
            for place in places {
                guard let row = try candidate(place.delivery, lane: lane, priority: priority, due: place.due) else {
                    round.spare -= 1
                    continue
                }
                guard row.delivery.expiresAt > round.now else {
                    try expire(row, due: place.due, now: round.now)
                    round.spare -= 1
                    round.hasExpired = true
                    continue
                }
                let candidate = Candidate(
                    delivery: Delivery.ID(place.delivery),
                    destination: DestinationID(row.delivery.destination),
                    lane: lane,
                    priority: priority,
                    due: place.due
                )
                switch admitting(candidate) {
                case .admit: round.claims.append(try start(row, due: place.due, epoch: round.epoch, now: round.now))
                case .stop: return round.isStopped = true
                case .postpone(let until):
                    round.spare -= 1
                    try postpone(row.delivery, from: place.due, until: max(until, round.now + .milliseconds(1)))
                }
            }
            guard places.count == wanted else { return }
        }
    }

    private func candidate(
        _ number: Int64,
        lane: Lane.ID,
        priority: Priority,
        due: Timestamp
    ) throws(Fault) -> CandidateRow? {
        try statements.candidate.first(number, due) { row throws(Fault) in
            CandidateRow(
                delivery: WriterMemory.DeliveryFacts(
                    id: number,
                    message: row.int64(0),
                    destination: row.int64(1),
                    lane: lane.rawValue,
                    priority: priority,
                    keepsAll: row.int(2) == 1,
                    failures: row.int(5),
                    expiresAt: row.time(6)
                ),
                state: DeliveryState(code: row.int(3)),
                attempts: row.int(4),
                destination: try row.destination(on: try name(ofChannel: row.int64(7)), from: 8),
                thread: row.isNull(13) ? nil : row.receipt(14)
            )
        }
    }

    private func start(_ row: CandidateRow, due: Timestamp, epoch: Int64, now: Timestamp) throws(Fault) -> Claim {
        let delivery = row.delivery
        let attempt = row.attempts + 1
        try statements.deleteReady.run(delivery.lane, delivery.priority.rawValue, due, delivery.id)
        try statements.insertFlight.run(delivery.id, attempt, epoch, now)
        try statements.markInFlight.run(attempt, delivery.id)
        memory.move(from: row.state, to: .inFlight, of: delivery.message)
        memory.flights[delivery.id] = WriterMemory.Flight(
            attempt: attempt,
            epoch: epoch,
            startedAt: now,
            delivery: delivery
        )
        let message = try facts(ofMessage: delivery.message)
        return Claim(
            delivery: Delivery.ID(delivery.id),
            lane: Lane.ID(delivery.lane),
            message: message.name,
            destinationID: DestinationID(delivery.destination),
            destination: row.destination,
            attempt: attempt,
            failures: delivery.failures,
            priority: delivery.priority,
            thread: row.thread,
            acceptedAt: message.acceptedAt,
            expiresAt: delivery.expiresAt
        )
    }

    private func postpone(
        _ delivery: WriterMemory.DeliveryFacts,
        from due: Timestamp,
        until: Timestamp
    ) throws(Fault) {
        try statements.deleteReady.run(delivery.lane, delivery.priority.rawValue, due, delivery.id)
        try statements.setDue.run(until, delivery.id)
        try makeReady(delivery.id, lane: delivery.lane, priority: delivery.priority, due: until)
    }

    private func expire(_ row: CandidateRow, due: Timestamp, now: Timestamp) throws(Fault) {
        let delivery = row.delivery
        try statements.deleteReady.run(delivery.lane, delivery.priority.rawValue, due, delivery.id)
        try statements.closeDelivery.run(DeliveryState.expired.code, now, try text(of: .expiredDelivery()), delivery.id)
        memory.move(from: row.state, to: .expired, of: delivery.message)
        try leaveOrder(delivery, now: now)
    }

    /// Takes a closed delivery out of its incident's order and lets the next one go.
    func leaveOrder(_ delivery: WriterMemory.DeliveryFacts, now: Timestamp) throws(Fault) {
        let message = try facts(ofMessage: delivery.message)
        guard let subject = message.subject else { return }
        try statements.deleteOrder.run(subject, delivery.destination, message.sequence, delivery.id)
        guard try hasSeveralMessages(subject: subject) else { return }
        try settleOrder(subject: subject, destination: delivery.destination, now: now)
    }
}

extension Fault {
    /// Where attempts were made, it names the `last` one's fault.
    static func expiredDelivery(after last: Fault? = nil) -> Fault {
        let fault = Fault(.expired, "It was not made in the time in which it was of use.")
        return last.map { fault.with("last_fault", $0.code.rawValue) } ?? fault
    }
}
