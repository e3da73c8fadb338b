// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import GRDB
import Outbox

/// A filter as conditions for the rows of deliveries, and ways to go through what it names.
///
/// Messages are few where deliveries are many. Each message's running totals say whether it has anything in the states
/// that are asked for, and the deliveries of a message are found by destination; so no hot table bears the cost of an
/// index for the sake of lists.
struct DeliverySelection {
    /// A place in the order of messages and, within them, destinations.
    struct Place: Sendable {
        var message: Int64
        var destination: Int64
    }

    /// In flight is what has an attempt under way, whatever its row says.
    static let state = "iif(f.delivery IS NULL, d.state, 1)"
    static let tables = "delivery d LEFT JOIN inflight f ON f.delivery = d.id"

    /// Conditions on a `message m`, each with `AND` before it.
    let ofMessage: String
    /// Conditions on the ``tables``, each with `AND` before it.
    let ofDelivery: String
    /// A delivery's destination as the place in a list is held against it.
    ///
    /// Where addresses are named, they are looked up one by one in each message, and not its deliveries gone through: the
    /// plus sign keeps the place out of the index.
    var destination: String { addresses == nil ? "d.destination" : "+d.destination" }

    private let database: Database
    private let filter: DeliveryFilter
    /// The addresses as a JSON list; nil for any address.
    private let addresses: String?

    init(_ filter: DeliveryFilter, on database: Database) throws(Fault) {
        self.database = database
        self.filter = filter
        self.addresses = try filter.addresses.map { list throws(Fault) in try JSONText.encode(list.sorted()) }
        var ofMessage: [String] = []
        var ofDelivery: [String] = []
        if filter.incident != nil { ofMessage.append("m.subject = (SELECT id FROM subject WHERE incident = ?1)") }
        if filter.message != nil { ofMessage.append("m.name = ?2") }
        if let since = filter.since { ofMessage.append("m.accepted >= \(since.milliseconds)") }
        if let until = filter.until { ofMessage.append("m.accepted < \(until.milliseconds)") }
        if let states = filter.states {
            let codes = states.map { String($0.code) }.sorted().joined(separator: ", ")
            ofMessage.append("EXISTS (SELECT 1 FROM tally WHERE message = m.id AND state IN (\(codes)) AND count > 0)")
            ofDelivery.append("\(DeliverySelection.state) IN (\(codes))")
        }
        if filter.channel != nil {
            ofDelivery.append(
                "d.lane IN (SELECT l.id FROM lane l JOIN channel c ON c.id = l.channel WHERE c.name = ?3)"
            )
        }
        if filter.address != nil {
            // Both lists are short: by the index over channel and address each pair is one look.
            ofDelivery.append(
                """
                d.destination IN (SELECT id FROM destination WHERE channel IN (SELECT id FROM channel)
                    AND address IN (SELECT value FROM json_each(?4)))
                """
            )
        }
        if let faults = filter.faults {
            // Codes are constants of the program: letters, digits and a hyphen.
            let codes = faults.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
            ofDelivery.append("json_extract(d.fault, '$.code') IN (\(codes))")
        }
        self.ofMessage = ofMessage.map { "AND \($0) " }.joined()
        self.ofDelivery = ofDelivery.map { "AND \($0) " }.joined()
    }

    /// A statement whose parameters ?1 to ?4 are the filter's, and the rest the caller's.
    func prepare(_ sql: String) throws(Fault) -> SQLStatement { try SQLStatement(preparing: sql, on: database) }

    /// Every row of a statement made by ``prepare(_:)``.
    func each(
        _ statement: SQLStatement,
        _ first: Int64 = 0,
        _ second: Int64 = 0,
        limit: Int = 0,
        visit: (SQLColumns) throws(Fault) -> Void
    ) throws(Fault) {
        try statement.each(
            filter.incident?.text,
            filter.message?.text,
            filter.channel?.text,
            addresses,
            first,
            second,
            limit,
            visit: visit
        )
    }

    /// The next deliveries behind a place, oldest message first and within it the first destination.
    func oldest(after start: Place, limit: Int) throws(Fault) -> [(id: Int64, place: Place)] {
        let messages = try prepare("SELECT m.id FROM message m WHERE m.id >= ?5 \(ofMessage) ORDER BY m.id LIMIT ?7")
        let deliveries = try prepare(
            """
            SELECT d.id, d.destination FROM \(DeliverySelection.tables)
            WHERE d.message = ?5 AND \(destination) > ?6 \(ofDelivery) ORDER BY d.destination LIMIT ?7
            """
        )
        var found: [(id: Int64, place: Place)] = []
        var place = start
        while found.count < limit {
            var message: Int64?
            try each(messages, place.message, limit: 1) { message = $0.int64(0) }
            guard let message else { break }
            if message != place.message { place = Place(message: message, destination: 0) }
            try each(deliveries, message, place.destination, limit: limit - found.count) { row in
                found.append((row.int64(0), Place(message: message, destination: row.int64(1))))
            }
            place = Place(message: message + 1, destination: 0)
        }
        return found
    }
}
