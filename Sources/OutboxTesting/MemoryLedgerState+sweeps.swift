// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Going through what waits in vain.
extension MemoryLedgerState {
    mutating func reroute(_ sweep: RerouteSweep, deciding: (Overdue) -> RerouteDecision) -> RerouteResult {
        touched = []
        guard sweep.epoch == epoch else { return RerouteResult() }
        var result = RerouteResult()
        for id in overdue(sweep) {
            guard result.passed < sweep.limit else {
                result.isFinished = false
                break
            }
            // What was passed on before it may have ended it.
            guard let row = rows[id], row.isAskable, let place = place(of: row) else { continue }
            let overdue = Overdue(
                delivery: id,
                lane: row.lane,
                place: place,
                priority: row.priority,
                acceptedAt: row.record.createdAt,
                expiresAt: row.record.expiresAt,
                state: row.record.state,
                unknownSince: attempts[id]?.last.flatMap { $0.result == .unknown ? $0.endedAt : nil }
            )
            switch deciding(overdue) {
            case .pass(let reroute): if passOn(id, by: reroute, at: sweep.now) { result.passed += 1 }
            case .wait(let until): rows[id]?.patienceEnds = max(until, sweep.now + .milliseconds(1))
            case .stay: rows[id]?.patienceEnds = nil
            }
        }
        result.lanes = statuses(of: touched)
        // What is under way may have to be asked about when its attempt has ended.
        result.nextDue = rows.values
            .compactMap { $0.isAskable || $0.record.state == .inFlight ? $0.patienceEnds : nil }
            .min()
        return result
    }

    /// Whom a sweep asks about, those who have waited longest first.
    private func overdue(_ sweep: RerouteSweep) -> [Delivery.ID] {
        rows.values
            .filter { row in
                guard row.isAskable, let end = row.patienceEnds else { return false }
                return sweep.lane.map { row.lane == $0 } ?? (end <= sweep.now)
            }
            .sorted { ($0.patienceEnds ?? sweep.now, $0.record.id) < ($1.patienceEnds ?? sweep.now, $1.record.id) }
            .map(\.record.id)
    }

    mutating func expire(
        in lane: Lane.ID,
        after place: QueuePlace?,
        limit: Int,
        now: Timestamp
    ) -> (place: QueuePlace?, expired: Int, lanes: [LaneStatus]) {
        touched = []
        let (page, next) = page(of: lane, after: place, limit: limit)
        var expired = 0
        for place in page {
            // An earlier expiry may have moved it.
            guard let row = rows[place.delivery], row.isWaiting, row.record.expiresAt <= now else { continue }
            close(place.delivery, as: .expired, because: .expiredDelivery(), at: now)
            expired += 1
        }
        return (next, expired, statuses(of: touched))
    }

    mutating func hasten(
        in lane: Lane.ID,
        after place: QueuePlace?,
        limit: Int,
        now: Timestamp
    ) -> (place: QueuePlace?, lanes: [LaneStatus]) {
        touched = []
        let (page, next) = page(of: lane, after: place, limit: limit)
        for place in page where place.due > now {
            guard rows[place.delivery]?.record.fault?.code.faultClass == .configuration else { continue }
            takeOut(place.delivery)
            makeReady(place.delivery, due: now)
        }
        return (next, statuses(of: touched))
    }

    /// A page of a lane's queue, and the place to go on from; nil where the queue ends with it.
    private func page(
        of lane: Lane.ID,
        after place: QueuePlace?,
        limit: Int
    ) -> (page: [Place], next: QueuePlace?) {
        let start = place.map { Place(band: $0.band, due: $0.due, delivery: $0.delivery) }
        let page = (queues[lane] ?? []).filter { place in start.map { place > $0 } ?? true }.prefix(limit)
        let last = page.count < limit ? nil : page.last
        return (Array(page), last.map { QueuePlace(band: $0.band, due: $0.due, delivery: $0.delivery) })
    }
}

extension MemoryLedgerState.Row {
    /// Whether it can be asked about: it has not ended, is not under way, and does not wait for an approval.
    var isAskable: Bool {
        patienceEnds != nil && (isWaiting || record.state == .held && holdReason != .plan)
    }
}
