// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Passing deliveries on from one step of a failover chain to the next.
extension WriterSession {
    /// A delivery with its place in a chain.
    struct Member {
        let row: DeliveryRow
        let link: ChainLink
    }

    func member(_ delivery: Int64) throws(Fault) -> Member? {
        let sql = """
            SELECT \(DeliveryRow.columns), \(ChainLink.columns)
            FROM delivery d LEFT JOIN chain k ON k.delivery = d.id WHERE d.id = ?
            """
        return try self.sql(sql)
            .first(delivery) { Member(row: DeliveryRow($0), link: ChainLink($0, from: DeliveryRow.columnCount)) }
    }

    /// Those that were passed on to a delivery.
    func members(passedOnTo delivery: Int64) throws(Fault) -> [Member] {
        let sql = """
            SELECT \(DeliveryRow.columns), \(ChainLink.columns)
            FROM chain k JOIN delivery d ON d.id = k.delivery WHERE k.successor = ? ORDER BY d.id
            """
        return try self.sql(sql)
            .all(delivery) { Member(row: DeliveryRow($0), link: ChainLink($0, from: DeliveryRow.columnCount)) }
    }

    /// Its place in its chain; nil where it has none.
    func place(of delivery: Int64) throws(Fault) -> ChainPlace? {
        guard let link = try member(delivery)?.link, let head = link.head, let reader = try reader(head) else {
            return nil
        }
        return ChainPlace(head: reader.destination, step: link.step, isPassedOn: link.successor != nil)
    }

    /// Passes a delivery on, once.
    ///
    /// - Returns: whether another delivery carries the message from now on; not where the reader wants none there, or
    ///   has one that has come to nothing or counts on this one itself.
    func pass(_ row: DeliveryRow, to step: Reroute, now: Timestamp) throws(Fault) -> Bool {
        guard let link = try member(row.id)?.link, link.successor == nil else { return false }
        try stopAsking(about: row.id)
        let channel = try number(of: step.destination.channel)
        let number = try keep(step.destination, channel: channel, replacing: false)
        guard let reader = try reader(number), case let message = try message(row.message),
            !reader.isSuppressed || message.isSolicited
        else { return false }
        let head = link.head ?? row.destination
        let next: Int64
        if let known = try delivery(of: message, to: number) {
            guard try standsIn(known.id, for: row.id) else { return false }
            // One that was to be withdrawn after its attempt is counted on again.
            if memory.flights[known.id]?.ending?.state == .cancelled { try setEnding(nil, of: known.id) }
            try markChained(known.id)
            next = known.id
        } else {
            let start = ChainStart(head: head, step: step.step, predecessor: row.id)
            let made = try make(message, for: reader, step.plan, priority: row.priority, due: now, in: start)
            guard let made else { return false }
            next = made
        }
        try markChained(row.id)
        try sql("UPDATE chain SET head = ?, successor = ? WHERE delivery = ?").run(head, next, row.id)
        if try self.row(next)?.state == .delivered { try endEarlier(than: next, arrived: next, now: now) }
        return true
    }

    func markChained(_ delivery: Int64) throws(Fault) {
        try sql("INSERT INTO chain (delivery) VALUES (?) ON CONFLICT DO NOTHING").run(delivery)
        try sql("UPDATE delivery SET chained = 1 WHERE id = ?").run(delivery)
        memory.flights[delivery]?.row.isChained = true
    }

    /// Whether `known` carries the message, by itself or by another that it was passed on to, and none of them counts
    /// on `delivery`.
    private func standsIn(_ known: Int64, for delivery: Int64) throws(Fault) -> Bool {
        var carrier: DeliveryState?
        var next: Int64? = known
        while let current = next, let member = try member(current) {
            guard current != delivery else { return false }
            let state = effectiveState(member.row)
            if carrier == nil, state != .rerouted { carrier = state }
            next = member.link.successor
        }
        switch carrier {
        case .pending, .inFlight, .retrying, .held, .delivered, .superseded: return true
        case .dead, .expired, .cancelled, .rerouted, nil: return false
        }
    }

    // MARK: - Being asked about

    /// Has the engine asked about a delivery from a moment on.
    func ask(about delivery: Int64, in lane: Int64, at moment: Timestamp) throws(Fault) {
        let insert = try sql(
            """
            INSERT INTO failover (delivery, lane, at) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET lane = ?2, at = ?3
            """
        )
        try insert.run(delivery, lane, moment)
    }

    func stopAsking(about delivery: Int64) throws(Fault) {
        try sql("DELETE FROM failover WHERE delivery = ?").run(delivery)
    }
}
