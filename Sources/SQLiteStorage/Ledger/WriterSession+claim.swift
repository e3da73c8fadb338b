// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Handing out attempts.
extension WriterSession {
    func claim(
        _ quota: Exchange.Quota,
        epoch: Int64,
        now: Timestamp,
        into claims: inout [Claim],
        admitting: (Candidate) -> Admission
    ) throws(Fault) {
        guard let lane = try findLane(quota.lane.rawValue) else { return }
        var allowance = ClaimAllowance(quota)
        var isStale = true
        while isStale, !allowance.isOver {
            var round = try open(lane, for: allowance, now: now)
            do {
                defer { for queue in round.queues where queue.isOpen { queue.statement.reset() } }
                try go(through: &round, of: lane, &allowance, epoch: epoch, now: now, into: &claims, admitting)
            }
            try keep(round, lane: lane, now: now)
            isStale = round.isStale
        }
    }

    /// Opens the queues of the bands that may have something due.
    private func open(_ lane: LaneRecord, for allowance: ClaimAllowance, now: Timestamp) throws(Fault) -> ClaimRound {
        var round = ClaimRound(
            queues: allowance.shares.map {
                ClaimRound.Queue(band: $0.band, statement: statements.queues[$0.band.rawValue])
            }
        )
        for index in round.queues.indices
        where allowance.hasRoom(at: index) && lane.mayHaveDue(round.queues[index].band, at: now) {
            round.queues[index].isOpen = true
            round.queues[index].statement.bind(lane.number, round.queues[index].band.rawValue)
            try advance(&round.queues[index], of: lane)
        }
        return round
    }

    /// Goes to the next delivery of a queue, and learns when it is due.
    private func advance(_ queue: inout ClaimRound.Queue, of lane: LaneRecord) throws(Fault) {
        queue.due = try queue.statement.step() ? queue.statement.columns.time(0) : nil
        lane[queue.band] = queue.due.map { .due($0) } ?? .none
    }

    /// Goes through the queues in turn until the quota is used up or nothing more is due.
    private func go(
        through round: inout ClaimRound,
        of lane: LaneRecord,
        _ allowance: inout ClaimAllowance,
        epoch: Int64,
        now: Timestamp,
        into claims: inout [Claim],
        _ admitting: (Candidate) -> Admission
    ) throws(Fault) {
        while !allowance.isOver, !round.isStale {
            let turn = allowance.choose { index in round.queues[index].isDue(at: now) }
            guard let turn else { return }
            guard let due = round.queues[turn].due, due <= now else {
                allowance.forgetChoice()
                continue
            }
            let columns = round.queues[turn].statement.columns
            let row = ClaimRound.row(columns, in: round.queues[turn].band, due: due, on: lane)
            if let end = try foregoneEnd(of: row, columns, now: now) {
                // Closed without being asked about, and without a turn.
                round.setbacks.append((row, end))
                round.isStale = try hasWaiting(behind: row)
                allowance.spare -= 1
            } else {
                allowance.takeTurn()
                let candidate = Candidate(
                    delivery: Delivery.ID(row.id),
                    destination: DestinationID(row.destination),
                    lane: lane.lane.id,
                    band: row.band,
                    due: due
                )
                switch admitting(candidate) {
                case .admit:
                    claims.append(try makeClaim(row, columns, lane))
                    round.started.append(Flight(attempt: row.attempts + 1, epoch: epoch, startedAt: now, row: row))
                    allowance.claimed[turn] += 1
                    allowance.limit -= 1
                case .postpone(let until):
                    round.setbacks.append((row, .postponed(until: max(until, now + .milliseconds(1)))))
                    allowance.spare -= 1
                case .stop: return allowance.isStopped = true
                }
            }
            round.queues[turn].taken += 1
            round.queues[turn].last = (due, row.id)
            try advance(&round.queues[turn], of: lane)
        }
    }

    /// What becomes of a delivery that is not to be asked about; nil for one that is.
    private func foregoneEnd(
        of row: DeliveryRow,
        _ columns: SQLColumns,
        now: Timestamp
    ) throws(Fault) -> ClaimRound.Setback? {
        if row.expiresAt <= now { return .expired }
        if columns.int(ClaimRound.suppressionColumn) != 0, try !message(row.message).isSolicited { return .withdrawn }
        return columns.isNull(ClaimRound.heldColumn) ? nil : .held
    }

    /// Writes down what a round came to.
    private func keep(_ round: ClaimRound, lane: LaneRecord, now: Timestamp) throws(Fault) {
        for queue in round.queues {
            guard let last = queue.last else { continue }
            let delete = queue.taken == 1 ? statements.deleteReady : statements.deleteHead
            try delete.run(lane.number, queue.band.rawValue, last.due, last.delivery)
        }
        for flight in round.started {
            try statements.insertFlight.run(flight.row.id, flight.attempt, flight.epoch, flight.startedAt)
            memory.flights[flight.row.id] = flight
            memory.move(from: flight.row.state, to: .inFlight, of: try message(flight.row.message))
        }
        for (row, setback) in round.setbacks {
            var row = row
            row.due = nil
            switch setback {
            case .postponed(let until):
                try statements.setDue.run(until, row.id)
                try joinQueue(of: lane, band: row.band, due: until, delivery: row.id)
            case .expired: try close(row, as: .expired, because: .expiredDelivery(), at: now)
            case .held: try hold(row, now: now)
            case .withdrawn: try close(row, as: .cancelled, because: .unwantedDelivery(), at: now)
            }
        }
    }

    private func makeClaim(_ row: DeliveryRow, _ columns: SQLColumns, _ lane: LaneRecord) throws(Fault) -> Claim {
        let message = try message(row.message)
        var thread: Receipt?
        if let subject = message.subject {
            thread = try firstReceipt(of: subject, at: row.destination, except: message)
        }
        return Claim(
            delivery: Delivery.ID(row.id),
            lane: lane.lane.id,
            message: message.name,
            destinationID: DestinationID(row.destination),
            destination: try memory.details.destination(
                on: lane.lane.channel,
                columns,
                from: ClaimRound.destinationColumn
            ),
            attempt: row.attempts + 1,
            failures: row.failures,
            band: row.band,
            generation: row.generation,
            place: row.isChained ? try place(of: row.id) : nil,
            thread: thread,
            acceptedAt: message.acceptedAt,
            expiresAt: row.expiresAt
        )
    }
}
