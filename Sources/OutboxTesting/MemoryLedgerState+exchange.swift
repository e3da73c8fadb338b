// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Attempts: taking over, and handing them out.
extension MemoryLedgerState {
    mutating func open(node: String, now: Timestamp, settling: (Orphan) -> Disposition) -> LedgerOpening {
        self.node = node
        epoch += 1
        let orphans = inFlight.sorted { $0.key < $1.key }
        for (id, flight) in orphans {
            guard let row = rows[id], let lane = lanes[row.lane] else { continue }
            let orphan = Orphan(
                delivery: id,
                channel: lane.channel,
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
            settled[AttemptKey(delivery: id, number: flight.attempt)] = flight.epoch
        }
        let health = self.health.values.sorted { $0.lane < $1.lane }
        return LedgerOpening(epoch: epoch, recovered: orphans.count, health: health)
    }

    mutating func exchange(_ exchange: Exchange, admitting: (Candidate) -> Admission) -> ExchangeResult {
        touched = Set(exchange.quotas.map(\.lane))
        var result = ExchangeResult()
        var blamed: Set<DestinationID> = []
        for finish in exchange.finishes {
            if inFlight[finish.delivery] == Flight(attempt: finish.attempt, epoch: exchange.epoch) {
                if let destination = apply(finish, at: exchange.now) { blamed.insert(destination) }
            } else {
                result.lost.append(finish.delivery)
                note(late: finish, of: exchange.epoch, at: exchange.now)
            }
        }
        if exchange.epoch == epoch {
            for quota in exchange.quotas {
                result.claims += claim(quota, at: exchange.now, admitting: admitting)
            }
        }
        result.lanes = statuses(of: touched)
        result.failing = blamed.sorted().compactMap(failingDestination)
        return result
    }

    /// Notes what has come of an attempt after it was settled for another run.
    private mutating func note(late finish: Finish, of epoch: Int64, at now: Timestamp) {
        let key = AttemptKey(delivery: finish.delivery, number: finish.attempt)
        guard settled[key] == epoch, let late = AttemptRecord.LateResult(finish.outcome, at: now),
            let index = attempts[finish.delivery]?.firstIndex(where: { $0.number == finish.attempt })
        else { return }
        attempts[finish.delivery]?[index].late = late
        settled[key] = nil
    }

    private func failingDestination(_ id: DestinationID) -> FailingDestination? {
        let contact = contact(id)
        return contact.failing.map {
            FailingDestination(
                id: id,
                destination: contact.destination,
                failures: $0.failures,
                since: $0.since,
                fault: $0.fault
            )
        }
    }

    private mutating func claim(
        _ quota: Exchange.Quota,
        at now: Timestamp,
        admitting: (Candidate) -> Admission
    ) -> [Claim] {
        var claims: [Claim] = []
        var turns = BandTurns(quota.shares)
        while claims.count < quota.limit {
            let eligible = turns.eligible { band in
                first(of: band, in: quota.lane).map { $0.due <= now } ?? false
            }
            guard let band = turns.next(of: eligible) else { break }
            // What is closed here may let others go, of any band: then the turns are dealt anew.
            guard let (place, row) = askable(band, in: quota.lane, at: now) else { continue }
            turns.take(band, of: eligible)
            let candidate = Candidate(
                delivery: place.delivery,
                destination: row.destinationID,
                lane: quota.lane,
                band: band,
                due: place.due
            )
            switch admitting(candidate) {
            case .stop: return claims
            case .postpone(let until):
                takeOut(place.delivery)
                makeReady(place.delivery, due: max(until, now + .milliseconds(1)))
            case .admit:
                turns.admit(band)
                claims.append(start(row, at: now))
            }
        }
        return claims
    }

    /// The first of a band that is due and may be asked about; those before it are expired, held or unwanted.
    private mutating func askable(_ band: Band, in lane: Lane.ID, at now: Timestamp) -> (Place, Row)? {
        while let place = first(of: band, in: lane), place.due <= now, let row = rows[place.delivery] {
            if row.record.expiresAt <= now {
                close(place.delivery, as: .expired, because: .expiredDelivery(), at: now)
            } else if contact(row.destinationID).isUnsubscribed, messages[row.record.message]?.isSolicited != true {
                let fault = Fault(.unsubscribed, "Nothing is sent to its reader any more.")
                close(place.delivery, as: .cancelled, because: fault, at: now)
            } else if let hold = contact(row.destinationID).hold {
                close(place.delivery, as: .held, because: hold.fault, holdReason: .destination, at: now)
            } else {
                return (place, row)
            }
        }
        return nil
    }

    private mutating func start(_ row: Row, at now: Timestamp) -> Claim {
        let id = row.record.id
        let number = row.record.attempts + 1
        takeOut(id)
        rows[id]?.record.state = .inFlight
        rows[id]?.record.attempts = number
        inFlight[id] = Flight(attempt: number, epoch: epoch)
        attempts[id, default: []].append(AttemptRecord(number: number, startedAt: now, result: .underWay, node: node))
        return Claim(
            delivery: id,
            lane: row.lane,
            message: row.record.message,
            destinationID: row.destinationID,
            destination: contact(row.destinationID).destination,
            attempt: number,
            failures: row.failures,
            band: row.band,
            generation: row.record.generation,
            place: place(of: row),
            thread: row.thread.flatMap { receipts[$0] },
            acceptedAt: row.record.createdAt,
            expiresAt: row.record.expiresAt
        )
    }
}
