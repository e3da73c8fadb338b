// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Attempts: handing them out, ending them, and keeping the order of each incident and destination.
extension MemoryLedgerState {
    mutating func open(node: String, now: Timestamp, settling: (Orphan) -> Disposition) -> LedgerOpening {
        self.node = node
        self.now = max(self.now, now)
        epoch += 1
        let orphans = inFlight.sorted { $0.key < $1.key }
        for (id, flight) in orphans {
            guard let row = rows[id], let channel = channel(of: row.lane) else { continue }
            let orphan = Orphan(
                delivery: id,
                channel: channel,
                attempt: flight.attempt,
                failures: row.failures,
                expiresAt: row.record.expiresAt
            )
            let finish = Finish(
                delivery: id,
                attempt: flight.attempt,
                endedAt: now,
                outcome: .unknown(Fault(.outcomeUnknown, "The hub stopped while the attempt was under way.")),
                disposition: settling(orphan)
            )
            apply(finish, at: now)
        }
        return LedgerOpening(epoch: epoch, recovered: orphans.count)
    }

    mutating func exchange(_ exchange: Exchange, admitting: (Candidate) -> Admission) -> ExchangeResult {
        now = max(now, exchange.now)
        touched = Set(exchange.quotas.map(\.lane))
        var result = ExchangeResult()
        for finish in exchange.finishes {
            if inFlight[finish.delivery] == Flight(attempt: finish.attempt, epoch: exchange.epoch) {
                apply(finish, at: exchange.now)
            } else {
                result.lost.append(finish.delivery)
            }
        }
        if exchange.epoch == epoch {
            for quota in exchange.quotas {
                result.claims += claim(quota, at: exchange.now, admitting: admitting)
            }
        }
        result.lanes = statuses(of: touched, now: exchange.now)
        return result
    }

    private mutating func claim(
        _ quota: Exchange.Quota,
        at now: Timestamp,
        admitting: (Candidate) -> Admission
    ) -> [Claim] {
        var claims: [Claim] = []
        // What an expiry makes ready is a candidate of the same exchange.
        while claims.count < quota.limit, let place = queues[quota.lane]?.first(where: { $0.due <= now }) {
            guard let row = rows[place.delivery] else { break }
            if row.record.expiresAt <= now {
                let fault = Fault(.expired, "It was not made in the time in which it was of use.")
                close(place.delivery, as: .expired, because: fault, at: now)
                continue
            }
            let candidate = Candidate(
                delivery: place.delivery,
                destination: row.destinationID,
                lane: quota.lane,
                priority: place.priority,
                due: place.due
            )
            switch admitting(candidate) {
            case .stop: return claims
            case .postpone(let until):
                takeOut(place.delivery)
                makeReady(place.delivery, due: max(until, now + .milliseconds(1)))
            case .admit: claims.append(start(row, at: now))
            }
        }
        return claims
    }

    private mutating func start(_ row: Row, at now: Timestamp) -> Claim {
        let id = row.record.id
        let number = row.record.attempts + 1
        takeOut(id)
        rows[id]?.record.state = .inFlight
        rows[id]?.record.attempts = number
        inFlight[id] = Flight(attempt: number, epoch: epoch)
        attempts[id, default: []]
            .append(AttemptRecord(number: number, startedAt: now, result: .underWay, node: node))
        return Claim(
            delivery: id,
            lane: row.lane,
            message: row.record.message,
            destinationID: row.destinationID,
            destination: row.record.destination,
            attempt: number,
            failures: row.failures,
            priority: row.priority,
            thread: row.thread.flatMap { receipts[$0] },
            acceptedAt: row.record.createdAt,
            expiresAt: row.record.expiresAt
        )
    }

    private mutating func apply(_ finish: Finish, at now: Timestamp) {
        let id = finish.delivery
        guard let row = rows[id], let last = attempts[id]?.indices.last else { return }
        inFlight[id] = nil
        attempts[id]?[last].endedAt = finish.endedAt
        var fault: Fault?
        switch finish.outcome {
        case .delivered(let receipt):
            attempts[id]?[last].result = .delivered
            attempts[id]?[last].receipt = receipt
            rows[id]?.record.receipt = receipt
            if let thread = row.thread, receipts[thread] == nil { receipts[thread] = receipt }
        case .failed(let cause), .unknown(let cause):
            if case .failed = finish.outcome { attempts[id]?[last].result = .failed }
            if case .unknown = finish.outcome { attempts[id]?[last].result = .unknown }
            attempts[id]?[last].fault = cause
            fault = cause
        }
        switch finish.disposition {
        case .delivered:
            if let thread = row.thread { delivered[thread] = max(delivered[thread] ?? 0, row.sequence) }
            close(id, as: .delivered, because: nil, at: finish.endedAt)
        case .retry(let due, let charged):
            rows[id]?.record.state = .retrying
            rows[id]?.record.fault = fault
            if charged { rows[id]?.failures += 1 }
            makeReady(id, due: due)
            if let thread = row.thread { settleOrder(of: thread, at: now) }
        case .held: close(id, as: .held, because: fault, at: finish.endedAt)
        case .dead: close(id, as: .dead, because: fault, at: finish.endedAt)
        case .expired:
            var reason = Fault(.expired, "It was not made in the time in which it was of use.")
            if let fault { reason = reason.with("last_fault", fault.code.rawValue) }
            close(id, as: .expired, because: reason, at: finish.endedAt)
        }
    }

    private mutating func close(_ id: Delivery.ID, as state: DeliveryState, because fault: Fault?, at now: Timestamp) {
        takeOut(id)
        rows[id]?.record.state = state
        rows[id]?.record.fault = fault
        rows[id]?.record.finishedAt = state == .held ? nil : now
        guard let thread = rows[id]?.thread else { return }
        open[thread]?.remove(id)
        settleOrder(of: thread, at: now)
    }

    /// Of one incident and destination: what is needless is superseded, and the first of the rest alone is ready,
    /// unless an attempt is under way.
    mutating func settleOrder(of thread: ThreadKey, at now: Timestamp) {
        let siblings = (open[thread] ?? []).compactMap { rows[$0] }.sorted { $0.sequence < $1.sequence }
        guard let newest = siblings.last else { return open[thread] = nil }
        let delivered = delivered[thread] ?? 0
        var waiting: [Row] = []
        for row in siblings where row.record.state != .inFlight {
            let isOvertaken = row.order == .latest && row.sequence < newest.sequence
            guard isOvertaken || row.sequence < delivered else {
                waiting.append(row)
                continue
            }
            let update = isOvertaken ? newest.record.update : nil
            takeOut(row.record.id)
            open[thread]?.remove(row.record.id)
            rows[row.record.id]?.record.state = .superseded
            rows[row.record.id]?.record.fault = .supersededDelivery(by: update)
            rows[row.record.id]?.record.finishedAt = now
        }
        let isBusy = siblings.contains { $0.record.state == .inFlight }
        for row in waiting.dropFirst(isBusy ? 0 : 1) { takeOut(row.record.id) }
        guard !isBusy, let next = waiting.first else { return }
        makeReady(next.record.id, due: next.record.state == .pending ? next.record.createdAt : now)
    }
}

extension Fault {
    fileprivate static func supersededDelivery(by update: Identifier<UpdateSubject>?) -> Fault {
        let fault = Fault(.superseded, "A newer update of the incident took its place.")
        return update.map { fault.with("update", $0.text) } ?? fault
    }
}
