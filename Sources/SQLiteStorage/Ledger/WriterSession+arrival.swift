// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// What an arrival means for the others of its chain, and for those that were passed on to it.
extension WriterSession {
    /// The earlier ones are rerouted, the later ones cancelled; what is under way ends so unless it arrives too.
    func endOthers(of winner: Int64, now: Timestamp) throws(Fault) {
        try endEarlier(than: winner, arrived: winner, now: now)
        var settled: Set<Int64> = [winner]
        var next = try member(winner)?.link.successor
        while let current = next, let member = try member(current), member.link.isStep, member.row.state != .delivered {
            // An address that several readers share is needed until all of them are reached.
            for other in try members(passedOnTo: current) where !settled.contains(other.row.id) {
                guard !counts(on: other.row) else { return }
            }
            settled.insert(current)
            try end(member.row, Flight.Ending(state: .cancelled, winner: winner), now: now)
            next = member.link.successor
        }
    }

    func endEarlier(than delivery: Int64, arrived winner: Int64, now: Timestamp) throws(Fault) {
        for earlier in try members(passedOnTo: delivery) {
            try end(earlier.row, Flight.Ending(state: .rerouted, winner: winner), now: now)
            try endEarlier(than: earlier.row.id, arrived: winner, now: now)
        }
    }

    private func end(_ row: DeliveryRow, _ ending: Flight.Ending, now: Timestamp) throws(Fault) {
        if isInFlight(row.id) {
            try setEnding(ending, of: row.id)
        } else if row.isWaiting || row.state == .held {
            try close(row, as: ending.state, because: ending.fault, at: now)
        }
    }

    func setEnding(_ ending: Flight.Ending?, of delivery: Int64) throws(Fault) {
        try sql("UPDATE inflight SET ending = ?, winner = ? WHERE delivery = ?")
            .run(ending?.state.code, ending?.winner, delivery)
        memory.flights[delivery]?.ending = ending
    }

    /// Whether the reader of a delivery that was passed on still has to be reached by the next.
    private func counts(on row: DeliveryRow) -> Bool {
        if let flight = memory.flights[row.id] { return flight.ending?.state != .cancelled }
        switch row.state {
        case .delivered, .superseded, .cancelled: return false
        default: return true
        }
    }

    /// Whether the reader of a delivery has been reached by another of its chain.
    func isReachedElsewhere(_ delivery: Int64) throws(Fault) -> Bool {
        var next = try member(delivery)?.link.successor
        while let current = next, let member = try member(current) {
            if member.row.state == .delivered { return true }
            next = member.link.successor
        }
        return try isReachedBefore(delivery)
    }

    private func isReachedBefore(_ delivery: Int64) throws(Fault) -> Bool {
        guard try member(delivery)?.link.isStep ?? false else { return false }
        let earlier = try members(passedOnTo: delivery)
        for member in earlier where member.row.state != .delivered {
            guard try isReachedBefore(member.row.id) else { return false }
        }
        return !earlier.isEmpty
    }

    /// A destination's own turn has come for a message that a chain has brought there already: from now on the delivery
    /// is the reader's own, and is not withdrawn with the chain.
    func adopt(_ row: DeliveryRow) throws(Fault) {
        guard row.isChained, try member(row.id)?.link.isStep ?? false else { return }
        try sql("UPDATE chain SET is_step = 0 WHERE delivery = ?").run(row.id)
        if memory.flights[row.id]?.ending?.state == .cancelled { try setEnding(nil, of: row.id) }
        let fault = try sql("SELECT fault FROM delivery WHERE id = ?")
            .first(row.id) { row throws(Fault) in
                try row.fault(0)
            }
        guard row.state == .cancelled, fault??.code == .reachedElsewhere else { return }
        let accepted = try message(row.message).acceptedAt
        try reopen(row, due: accepted, now: accepted)
    }
}

extension Fault {
    /// The end of a delivery that was passed on to another.
    static func reroutedDelivery(to delivery: Int64) -> Fault {
        Fault(.rerouted, "Another delivery carries the message to the reader.")
            .with("to", Delivery.ID(delivery).description)
    }

    /// The end of a delivery whose reader an earlier one of its chain has reached.
    static func reachedDelivery(by delivery: Int64) -> Fault {
        Fault(.reachedElsewhere, "The reader was reached at another address.")
            .with("by", Delivery.ID(delivery).description)
    }
}
