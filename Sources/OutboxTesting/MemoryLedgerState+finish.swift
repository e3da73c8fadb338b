// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// The end of an attempt.
extension MemoryLedgerState {
    /// Records the end of an attempt and what becomes of its delivery.
    ///
    /// - Returns: the destination where it has failed a delivery for good.
    @discardableResult
    mutating func apply(_ finish: Finish, at now: Timestamp) -> DestinationID? {
        let id = finish.delivery
        guard let row = rows[id] else { return nil }
        inFlight[id] = nil
        let fault = record(finish, of: row)
        let ended = finish.endedAt
        if finish.disposition == .delivered {
            if let thread = row.thread { delivered[thread] = max(delivered[thread] ?? 0, row.sequence) }
            withContact(row.destinationID) { $0.failing = nil }
            close(id, as: .delivered, because: nil, at: ended)
            endOthers(of: id, at: ended)
            return nil
        }
        if let ending = row.ending {
            close(id, as: ending.state, because: ending.fault, at: ended)
        } else {
            dispose(of: row, as: finish, after: fault, now: now)
        }
        guard finish.blamesDestination, finish.disposition == .dead || finish.disposition == .expired, let fault else {
            return nil
        }
        withContact(row.destinationID) { contact in
            let before = contact.failing
            contact.failing = ((before?.failures ?? 0) + 1, before?.since ?? ended, fault)
        }
        return row.destinationID
    }

    /// Writes the attempt's end down.
    ///
    /// - Returns: its fault, where it has one.
    private mutating func record(_ finish: Finish, of row: Row) -> Fault? {
        let id = finish.delivery
        var end: (result: AttemptRecord.Result, receipt: Receipt?, fault: Fault?)
        let outcome: String
        switch finish.outcome {
        case .delivered(let told):
            let receipt = Receipt(id: told.id, note: told.note)
            end = (.delivered, receipt, nil)
            outcome = "delivered"
            rows[id]?.record.receipt = receipt
            if let thread = row.thread, receipts[thread] == nil { receipts[thread] = receipt }
        case .failed(let fault):
            end = (.failed, nil, fault)
            outcome = fault.code.rawValue
        case .unknown(let fault):
            end = (.unknown, nil, fault)
            outcome = "unknown"
            rows[id]?.hasUnknown = true
        }
        if let last = attempts[id]?.indices.last {
            attempts[id]?[last].endedAt = finish.endedAt
            attempts[id]?[last].result = end.result
            attempts[id]?[last].receipt = end.receipt
            attempts[id]?[last].fault = end.fault
        }
        if let channel = lanes[row.lane]?.channel {
            hours[HourKey(channel: channel, hour: finish.endedAt.hour, outcome: outcome), default: 0] += 1
        }
        return end.fault
    }

    private mutating func dispose(of row: Row, as finish: Finish, after fault: Fault?, now: Timestamp) {
        let id = row.record.id
        let ended = finish.endedAt
        switch finish.disposition {
        case .retry(let due, let charged):
            rows[id]?.record.state = .retrying
            rows[id]?.record.fault = fault
            if charged { rows[id]?.failures += 1 }
            makeReady(id, due: due)
            if let thread = row.thread { settleOrder(of: thread, at: now) }
            // What gave way to a newer update is not passed on any more.
            guard rows[id]?.isWaiting ?? false else { return }
            passOn(id, by: finish.reroute, at: now)
        case .held:
            var reason = HoldReason.destination
            if case .unknown = finish.outcome { reason = .outcome }
            close(id, as: .held, because: fault, holdReason: reason, at: ended)
            passOn(id, by: finish.reroute, at: now)
        case .expired:
            close(id, as: .expired, because: .expiredDelivery(after: fault), at: ended)
            passOn(id, by: finish.reroute, at: now)
        case .dead:
            passOn(id, by: finish.reroute, at: now)
            if let next = rows[id]?.record.reroutedTo {
                close(id, as: .rerouted, because: .reroutedDelivery(to: next), at: ended)
            } else {
                close(id, as: .dead, because: fault, at: ended)
            }
        case .delivered: break
        }
    }
}

extension Timestamp {
    /// The beginning of its hour.
    var hour: Timestamp { Timestamp(milliseconds: milliseconds - (milliseconds % 3_600_000 + 3_600_000) % 3_600_000) }
}
