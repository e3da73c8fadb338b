// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Ending attempts.
extension WriterSession {
    /// Records the end of an attempt and what becomes of its delivery.
    ///
    /// - Returns: whether the attempt was still `epoch`'s to finish; if not, nothing has changed.
    func finish(_ finish: Finish, epoch: Int64, now: Timestamp) throws(Fault) -> Bool {
        let number = finish.delivery.rawValue
        guard
            let flight = try flight(number), flight.attempt == finish.attempt, flight.epoch == epoch,
            try statements.deleteFlight.run(number, finish.attempt, epoch) == 1
        else { return false }
        memory.flights[number] = nil
        let end = End(finish.outcome)
        try statements.insertAttempt.run(
            number,
            finish.attempt,
            flight.startedAt,
            finish.endedAt,
            end.result.code,
            end.receipt?.id,
            end.receipt?.note,
            try end.fault.map { fault throws(Fault) in try text(of: fault) },
            epoch
        )
        try dispose(of: flight.delivery, as: finish.disposition, after: end, endedAt: finish.endedAt, now: now)
        return true
    }

    /// What an outcome comes down to.
    private struct End {
        let result: AttemptRecord.Result
        var receipt: Receipt?
        var fault: Fault?

        init(_ outcome: AttemptOutcome) {
            switch outcome {
            case .delivered(let receipt): (self.result, self.receipt) = (.delivered, receipt)
            case .failed(let fault): (self.result, self.fault) = (.failed, fault)
            case .unknown(let fault): (self.result, self.fault) = (.unknown, fault)
            }
        }
    }

    private func flight(_ number: Int64) throws(Fault) -> WriterMemory.Flight? {
        if let flight = memory.flights[number] { return flight }
        return try statements.flight.first(number) {
            WriterMemory.Flight(
                attempt: $0.int(0),
                epoch: $0.int64(1),
                startedAt: $0.time(2),
                delivery: WriterMemory.DeliveryFacts(
                    id: number,
                    message: $0.int64(3),
                    destination: $0.int64(4),
                    lane: $0.int64(5),
                    priority: $0.priority(6),
                    keepsAll: $0.int(7) == 1,
                    failures: $0.int(8),
                    expiresAt: $0.time(9)
                )
            )
        }
    }

    private func dispose(
        of delivery: WriterMemory.DeliveryFacts,
        as disposition: Disposition,
        after end: End,
        endedAt: Timestamp,
        now: Timestamp
    ) throws(Fault) {
        let state: DeliveryState
        var failures = delivery.failures
        var due: Timestamp?
        var fault = end.fault
        switch disposition {
        case .delivered: (state, fault) = (.delivered, nil)
        case .held: state = .held
        case .dead: state = .dead
        case .expired: (state, fault) = (.expired, .expiredDelivery(after: end.fault))
        case .retry(let moment, let charged):
            (state, due) = (.retrying, moment)
            failures += charged ? 1 : 0
        }
        try statements.endAttempt.run(
            state.code,
            failures,
            due,
            state.isOpen || state == .held ? nil : endedAt,
            end.receipt?.id,
            end.receipt?.note,
            try fault.map { fault throws(Fault) in try text(of: fault) },
            delivery.id
        )
        memory.move(from: .inFlight, to: state, of: delivery.message)
        if let due { try makeReady(delivery.id, lane: delivery.lane, priority: delivery.priority, due: due) }
        let message = try facts(ofMessage: delivery.message)
        guard let subject = message.subject else { return }
        if state == .delivered {
            try statements.recordDelivered.run(
                subject,
                delivery.destination,
                message.sequence,
                end.receipt?.id,
                end.receipt?.note
            )
        }
        guard state.isOpen else { return try leaveOrder(delivery, now: now) }
        guard try hasSeveralMessages(subject: subject) else { return }
        try settleOrder(subject: subject, destination: delivery.destination, now: now)
    }
}
