// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Ending attempts.
extension WriterSession {
    /// Records the end of an attempt and what becomes of its delivery; `failed` gains the destination that has failed it
    /// for good, where it has.
    ///
    /// - Returns: whether the attempt was still `epoch`'s to finish; if not, nothing has changed.
    func finish(
        _ finish: Finish,
        epoch: Int64,
        now: Timestamp,
        failed: inout [Int64: Fault]
    ) throws(Fault) -> Bool {
        let number = finish.delivery.rawValue
        guard
            let flight = memory.flights[number], flight.attempt == finish.attempt, flight.epoch == epoch,
            try statements.deleteFlight.run(number, finish.attempt, epoch) == 1
        else { return false }
        let row = flight.row
        if finish.disposition == .delivered, case .delivered(let receipt) = finish.outcome {
            try count(.delivered, of: row, at: finish.endedAt)
            try arrive(flight, with: receipt, at: finish.endedAt)
            return true
        }
        let end = End(finish.outcome)
        try count(end.kind, of: row, at: finish.endedAt)
        let fault = end.fault.map { text(of: $0) }
        try statements.insertAttempt.run(
            number,
            finish.attempt,
            flight.startedAt,
            finish.endedAt,
            end.result.code,
            end.receipt?.id,
            end.receipt?.note,
            fault,
            epoch
        )
        try dispose(of: flight, finish, end, fault: fault, now: now)
        guard finish.blamesDestination, finish.disposition == .dead || finish.disposition == .expired,
            let cause = end.fault
        else { return true }
        let insert = try sql(
            """
            INSERT INTO failing (destination, failures, since) VALUES (?, 1, ?)
            ON CONFLICT DO UPDATE SET failures = failures + 1
            """
        )
        try insert.run(row.destination, finish.endedAt)
        memory.failing.insert(row.destination)
        failed[row.destination] = cause
        return true
    }

    /// What an outcome comes down to.
    private struct End {
        let result: AttemptRecord.Result
        let kind: WriterMemory.EndKind
        var receipt: Receipt?
        var fault: Fault?

        init(_ outcome: AttemptOutcome) {
            switch outcome {
            case .delivered(let receipt): (self.result, self.kind, self.receipt) = (.delivered, .delivered, receipt)
            case .failed(let fault): (self.result, self.kind, self.fault) = (.failed, .failed(fault.code), fault)
            case .unknown(let fault): (self.result, self.kind, self.fault) = (.unknown, .unknown, fault)
            }
        }
    }

    private func count(_ kind: WriterMemory.EndKind, of row: DeliveryRow, at moment: Timestamp) throws(Fault) {
        let key = WriterMemory.StatisticKey(
            hour: moment.hour.milliseconds,
            channel: try lane(row.lane).channel,
            outcome: kind
        )
        memory.statistics[key, default: 0] += 1
    }

    private func arrive(_ flight: Flight, with receipt: Receipt, at ended: Timestamp) throws(Fault) {
        let row = flight.row
        memory.flights[row.id] = nil
        try statements.arrive.run(
            flight.attempt,
            flight.startedAt,
            ended,
            flight.epoch,
            receipt.id,
            receipt.note,
            row.id
        )
        memory.move(from: .inFlight, to: .delivered, of: try message(row.message))
        if memory.failing.remove(row.destination) != nil {
            try sql("DELETE FROM failing WHERE destination = ?").run(row.destination)
        }
        try settleOrder(around: row, now: ended)
        guard row.isChained else { return }
        try stopAsking(about: row.id)
        try endOthers(of: row.id, now: ended)
    }

    private func dispose(
        of flight: Flight,
        _ finish: Finish,
        _ end: End,
        fault: String?,
        now: Timestamp
    ) throws(Fault) {
        var row = flight.row
        let ended = finish.endedAt
        if let ending = flight.ending, finish.disposition != .delivered {
            return try close(flight, as: ending.state, because: text(of: ending.fault), at: ended)
        }
        switch finish.disposition {
        case .retry(let due, let charged):
            memory.flights[row.id] = nil
            let failures = row.failures + (charged ? 1 : 0)
            try statements.endAttempt.run(
                DeliveryState.retrying.code,
                flight.attempt,
                failures,
                due,
                Timestamp?.none,
                fault,
                row.id
            )
            memory.move(from: .inFlight, to: .retrying, of: try message(row.message))
            (row.state, row.due) = (.retrying, due)
            try joinQueue(row, due: due)
            try settleOrder(around: row, now: now)
            // What gave way to a newer update is not passed on any more.
            if let step = finish.reroute, let rest = try self.row(row.id), rest.isWaiting {
                _ = try pass(rest, to: step, now: now)
            }
        case .held:
            try close(flight, as: .held, because: fault, at: ended)
            if end.result != .unknown { try recordHeld(row) }
            if let step = finish.reroute { _ = try pass(row, to: step, now: now) }
        case .expired:
            try close(flight, as: .expired, because: text(of: .expiredDelivery(after: end.fault)), at: ended)
            if let step = finish.reroute { _ = try pass(row, to: step, now: now) }
        case .dead:
            if let step = finish.reroute { _ = try pass(row, to: step, now: now) }
            let isChained = row.isChained || finish.reroute != nil
            if isChained, let next = try member(row.id)?.link.successor {
                try close(flight, as: .rerouted, because: text(of: .reroutedDelivery(to: next)), at: ended)
            } else {
                try close(flight, as: .dead, because: fault, at: ended)
            }
        case .delivered:
            try close(flight, as: .delivered, because: nil, at: ended)
        }
    }

    /// Closes or holds a delivery by the end of its attempt, and lets the next of its incident go.
    private func close(
        _ flight: Flight,
        as state: DeliveryState,
        because fault: String?,
        at ended: Timestamp
    ) throws(Fault) {
        let row = flight.row
        memory.flights[row.id] = nil
        try statements.endAttempt.run(
            state.code,
            flight.attempt,
            row.failures,
            Timestamp?.none,
            state == .held ? nil : ended,
            fault,
            row.id
        )
        memory.move(from: .inFlight, to: state, of: try message(row.message))
        if row.isChained, state != .held { try stopAsking(about: row.id) }
        try settleOrder(around: row, now: ended)
    }
}

extension Timestamp {
    /// The beginning of its hour.
    var hour: Timestamp {
        let rest = milliseconds % 3_600_000
        return Timestamp(milliseconds: milliseconds - rest - (rest < 0 ? 3_600_000 : 0))
    }
}
