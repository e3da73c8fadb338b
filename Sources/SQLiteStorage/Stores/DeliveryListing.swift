// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import GRDB
import Outbox

/// Lists deliveries without an index of their own: the newest message first, and within it the last destination.
///
/// Messages are few where deliveries are many. Each message's running totals say whether it has anything in the states
/// that are asked for, and the deliveries of a message are found by destination; so no hot table bears the cost of an
/// index for the sake of lists.
struct DeliveryListing {
    static let columns = """
        SELECT d.id, d.state, d.attempts, d.expires, d.due, d.finished, d.receipt, d.note, d.fault,
            m.name, m.accepted, m.published_update, s.incident,
            c.name, t.address, t.locale, t.tags, t.secret, t.fallbacks
        FROM delivery d JOIN message m ON m.id = d.message LEFT JOIN subject s ON s.id = m.subject
            JOIN destination t ON t.id = d.destination JOIN channel c ON c.id = t.channel
        """

    private static let messagesAtATime = 128

    private let database: Database
    private let messages: SQLStatement
    private let deliveries: SQLStatement
    private let incident: String?
    private let message: String?
    private let since: Timestamp?
    private let address: String?

    /// Returns nil where nothing can match.
    init?(_ filter: DeliveryFilter, on database: Database) throws(Fault) {
        guard filter.states?.isEmpty != true else { return nil }
        self.database = database
        self.incident = filter.incident?.text
        self.message = filter.message?.text
        self.since = filter.since
        self.address = filter.address
        let states = filter.states?.map { String($0.code) }.sorted().joined(separator: ", ")
        var lanes: String?
        if let channel = filter.channel {
            let sql = "SELECT l.id FROM lane l JOIN channel c ON c.id = l.channel WHERE c.name = ? ORDER BY l.id"
            let numbers = try SQLStatement(sql, on: database).all(channel.text) { String($0.int64(0)) }
            guard !numbers.isEmpty else { return nil }
            lanes = numbers.joined(separator: ", ")
        }
        let having = states.map {
            "AND EXISTS (SELECT 1 FROM tally WHERE message = m.id AND state IN (\($0)) AND count > 0)"
        }
        let ofIncident =
            filter.incident == nil
            ? "AND ?2 IS NULL" : "AND m.subject = (SELECT id FROM subject WHERE incident = ?2)"
        let ofMessage = filter.message == nil ? "AND ?3 IS NULL" : "AND m.name = ?3"
        self.messages = try SQLStatement(
            """
            SELECT m.id FROM message m WHERE m.id < ?1 \(ofIncident) \(ofMessage)
                AND (?4 IS NULL OR m.accepted >= ?4) \(having ?? "") ORDER BY m.id DESC LIMIT ?5
            """,
            on: database
        )
        let toAddress =
            filter.address == nil
            ? "AND ?3 IS NULL"
            : "AND d.destination IN (SELECT id FROM destination WHERE channel IN (SELECT id FROM channel) AND address = ?3)"
        self.deliveries = try SQLStatement(
            """
            \(DeliveryListing.columns) WHERE d.message = ?1 AND d.destination < ?2 \(toAddress)
                \(states.map { "AND d.state IN (\($0))" } ?? "") \(lanes.map { "AND d.lane IN (\($0))" } ?? "")
            ORDER BY d.destination DESC LIMIT ?4
            """,
            on: database
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
        try messages.all(number, incident, message, since, limit) { $0.int64(0) }
    }

    private func list(_ message: Int64, below destination: Int64, limit: Int) throws(Fault) -> [DeliveryRecord] {
        try deliveries.all(message, destination, address, limit) { row throws(Fault) in try row.deliveryRecord() }
    }
}

extension SQLColumns {
    /// A record from ``DeliveryListing/columns``.
    func deliveryRecord() throws(Fault) -> DeliveryRecord {
        let state = DeliveryState(code: int(1))
        return DeliveryRecord(
            id: Delivery.ID(int64(0)),
            message: try identifier(9),
            incident: optionalText(12).flatMap { IncidentReference.ID($0) },
            update: optionalText(11).flatMap { Identifier<UpdateSubject>($0) },
            destination: try destination(on: try name(13), from: 14),
            state: state,
            attempts: int(2),
            createdAt: time(10),
            expiresAt: time(3),
            dueAt: optionalTime(4),
            finishedAt: optionalTime(5),
            receipt: state == .delivered ? receipt(6) : nil,
            fault: try fault(8)
        )
    }
}
