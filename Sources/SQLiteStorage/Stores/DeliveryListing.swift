// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import GRDB
import Outbox

/// Lists deliveries without an index of their own: the newest message first, and within it the last destination.
struct DeliveryListing {
    static let columns = """
        SELECT d.id, \(DeliverySelection.state), coalesce(f.attempt, d.attempts), d.expires,
            iif(f.delivery IS NULL, d.due, NULL), d.finished, d.receipt, d.note, d.fault, d.generation, k.predecessor,
            k.successor, m.name, m.accepted, m.published_update, s.incident,
            c.name, t.address, t.locale, t.tags, t.secret, t.fallbacks, t.person, t.variables
        FROM \(DeliverySelection.tables) LEFT JOIN chain k ON k.delivery = d.id
            JOIN message m ON m.id = d.message LEFT JOIN subject s ON s.id = m.subject
            JOIN destination t ON t.id = d.destination JOIN channel c ON c.id = t.channel
        """

    private static let messagesAtATime = 128

    private let database: Database
    private let selection: DeliverySelection
    private let messages: SQLStatement
    private let deliveries: SQLStatement

    init(_ filter: DeliveryFilter, on database: Database) throws(Fault) {
        self.database = database
        self.selection = try DeliverySelection(filter, on: database)
        self.messages = try selection.prepare(
            "SELECT m.id FROM message m WHERE m.id < ?5 \(selection.ofMessage) ORDER BY m.id DESC LIMIT ?7"
        )
        self.deliveries = try selection.prepare(
            """
            \(DeliveryListing.columns) WHERE d.message = ?5 AND \(selection.destination) < ?6 \(selection.ofDelivery)
            ORDER BY d.destination DESC LIMIT ?7
            """
        )
    }

    func page(after cursor: Delivery.ID?, limit: Int) throws(Fault) -> [DeliveryRecord] {
        var records: [DeliveryRecord] = []
        var last = Int64.max
        if let cursor {
            let place = try SQLStatement("SELECT message, destination FROM delivery WHERE id = ?", on: database)
                .first(cursor.rawValue) { (message: $0.int64(0), destination: $0.int64(1)) }
            guard let place else { return [] }
            // The rest of the cursor's own message comes first, if the message itself is among those asked for.
            if try next(before: place.message + 1, limit: 1).first == place.message {
                records += try list(place.message, below: place.destination, limit: limit)
            }
            last = place.message
        }
        while records.count < limit {
            let numbers = try next(before: last, limit: DeliveryListing.messagesAtATime)
            guard let lowest = numbers.last else { break }
            for number in numbers where records.count < limit {
                records += try list(number, below: .max, limit: limit - records.count)
            }
            last = lowest
        }
        return records
    }

    private func next(before number: Int64, limit: Int) throws(Fault) -> [Int64] {
        var numbers: [Int64] = []
        try selection.each(messages, number, limit: limit) { numbers.append($0.int64(0)) }
        return numbers
    }

    private func list(_ message: Int64, below destination: Int64, limit: Int) throws(Fault) -> [DeliveryRecord] {
        var records: [DeliveryRecord] = []
        try selection.each(deliveries, message, destination, limit: limit) { row throws(Fault) in
            records.append(try row.deliveryRecord())
        }
        return records
    }
}

extension SQLColumns {
    /// A record from ``DeliveryListing/columns``.
    func deliveryRecord() throws(Fault) -> DeliveryRecord {
        let state = DeliveryState(code: int(1))
        return DeliveryRecord(
            id: Delivery.ID(int64(0)),
            message: try identifier(12),
            incident: optionalText(15).flatMap { IncidentReference.ID($0) },
            update: optionalText(14).flatMap { Identifier<UpdateSubject>($0) },
            destination: try destination(on: try name(16), from: 17),
            state: state,
            attempts: int(2),
            createdAt: time(13),
            expiresAt: time(3),
            dueAt: optionalTime(4),
            finishedAt: optionalTime(5),
            receipt: state == .delivered ? receipt(6) : nil,
            fault: try fault(8),
            generation: int(9),
            reroutedFrom: optionalInt64(10).map { Delivery.ID($0) },
            reroutedTo: optionalInt64(11).map { Delivery.ID($0) }
        )
    }
}
