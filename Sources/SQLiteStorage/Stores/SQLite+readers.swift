// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Outbox

/// What is known of single readers, and what they have chosen.
extension SQLiteReading {
    func destination(channel: ChannelName, address: String) throws(Fault) -> Destination? {
        guard let place = try place(of: address, on: channel) else { return nil }
        return try destination(numbered: place.id)
    }

    func memberships(channel: ChannelName, address: String) throws(Fault) -> [Membership] {
        guard let place = try place(of: address, on: channel) else { return [] }
        let list = try sql(
            """
            SELECT a.name, m.interest, m.generation, m.chosen FROM audience a
            JOIN member m ON m.audience = a.id AND m.channel = ? AND m.destination = ? ORDER BY a.name
            """
        )
        return try list.all(place.channel, place.id) { row throws(Fault) in
            let generation = row.int64(2)
            return Membership(
                audience: try row.name(0),
                interest: try Interest(stored: row.optionalText(1)),
                source: generation > 0 ? .configuration : generation < 0 ? .imported : .subscription,
                isChosen: row.int(3) != 0
            )
        }
    }

    func confirmation(channel: ChannelName, address: String) throws(Fault) -> Timestamp? {
        guard let place = try place(of: address, on: channel) else { return nil }
        return try sql("SELECT at FROM confirmation WHERE destination = ?").first(place.id) { $0.time(0) }
    }

    func suppression(channel: ChannelName, address: String) throws(Fault) -> Suppression? {
        guard let place = try place(of: address, on: channel) else { return nil }
        return try sql("SELECT unsubscribed, suppressed, suppression_note FROM destination WHERE id = ?")
            .first(place.id) { Suppression($0, from: 0) } ?? nil
    }

    func suppressions(
        on channel: ChannelName?,
        after cursor: Int64,
        limit: Int
    ) throws(Fault) -> (suppressed: [SuppressedAddress], cursor: Int64?) {
        let list = try sql(
            """
            SELECT t.id, c.name, t.address, t.unsubscribed, t.suppressed, t.suppression_note
            FROM destination t JOIN channel c ON c.id = t.channel
            WHERE t.unsubscribed > 0 AND t.unsubscribed <> ?4 AND t.id > ?1 AND (?2 IS NULL OR c.name = ?2)
            ORDER BY t.id LIMIT ?3
            """
        )
        var last: Int64?
        let found = try list.all(cursor, channel?.text, limit, SuppressionReason.erasedCode) {
            row throws(Fault) -> SuppressedAddress? in
            last = row.int64(0)
            guard let suppression = Suppression(row, from: 3) else { return nil }
            return SuppressedAddress(channel: try row.name(1), address: row.text(2), suppression: suppression)
        }
        return (found.compactMap { $0 }, found.count == limit ? last : nil)
    }

    func fullMailbox(channel: ChannelName, address: String) throws(Fault) -> FullMailbox? {
        guard let place = try place(of: address, on: channel) else { return nil }
        let text = try sql("SELECT full_mailbox FROM destination WHERE id = ?").first(place.id) { $0.optionalText(0) }
        return try (text ?? nil).map { text throws(Fault) in try JSONText.decode(FullMailbox.self, text) }
    }

    func place(of address: String, on channel: ChannelName) throws(Fault) -> (id: Int64, channel: Int64)? {
        try sql(
            "SELECT t.id, t.channel FROM channel c JOIN destination t ON t.channel = c.id AND t.address = ? WHERE c.name = ?"
        )
        .first(address, channel.text) { (id: $0.int64(0), channel: $0.int64(1)) }
    }
}

extension SQLiteTransaction {
    func confirm(_ destination: Destination, at moment: Timestamp) throws(Fault) {
        let channel = try session.number(of: destination.channel)
        let id = try session.keep(destination, channel: channel, replacing: false)
        try sql("INSERT INTO confirmation (destination, at) VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at")
            .run(id, moment)
    }

    func choose(
        _ interest: Interest?,
        in audience: AudienceName,
        channel: ChannelName,
        address: String
    ) throws(Fault) {
        let number = try number(of: audience)
        guard let place = try place(of: address, on: channel) else {
            throw Fault(.notFound, "There is no such destination.")
        }
        if let interest {
            let member = Member(Destination(channel: channel, address: address), interest: interest)
            try upsert([member], in: audience, from: .subscription)
        } else {
            // Who came by himself goes; whom others name stays, and hears nothing.
            let gone = try sql(
                "DELETE FROM member WHERE audience = ? AND channel = ? AND destination = ? AND generation = 0"
            )
            .run(number, place.channel, place.id)
            if gone > 0 { try resize(number, channel: place.channel, by: -gone) }
        }
        try sql(
            "UPDATE member SET interest = ?, chosen = 1 WHERE audience = ? AND channel = ? AND destination = ?"
        )
        .run((interest ?? .nothing).stored(), number, place.channel, place.id)
    }

    @discardableResult
    func suppress(
        _ suppression: Suppression?,
        channel: ChannelName,
        address: String,
        isRecorded: Bool
    ) throws(Fault) -> Bool {
        var place = try place(of: address, on: channel)
        if place == nil, isRecorded, suppression != nil {
            let number = try session.number(of: channel)
            let destination = Destination(channel: channel, address: address)
            place = (try session.keep(destination, channel: number, replacing: false), number)
        }
        guard let place else { return false }
        let change = try sql(
            """
            UPDATE destination SET unsubscribed = ?, suppressed = ?, suppression_note = ?, full_mailbox = NULL WHERE id = ?
            """
        )
        try change.run(suppression?.reason.code ?? 0, suppression?.since, suppression?.note, place.id)
        return true
    }

    func keep(_ mailbox: FullMailbox, channel: ChannelName, address: String) throws(Fault) {
        guard let place = try place(of: address, on: channel) else { return }
        try sql("UPDATE destination SET full_mailbox = ? WHERE id = ?").run(JSONText.encode(mailbox), place.id)
    }
}

extension Suppression {
    /// From three columns: the reason's number, since when, and the note; nil where there is none.
    fileprivate init?(_ row: SQLColumns, from column: Int32) {
        guard let reason = SuppressionReason(code: row.int(column)) else { return nil }
        self.init(
            reason,
            since: row.optionalTime(column + 1) ?? .init(milliseconds: 0),
            note: row.optionalText(column + 2)
        )
    }
}

/// The numbers are part of the file format: they never change their meaning.
extension SuppressionReason {
    /// Of a destination whose reader was erased.
    static let erasedCode = 9

    fileprivate var code: Int {
        switch self {
        case .unsubscribed: 1
        case .bounced: 2
        case .complained: 3
        case .withheld: 4
        }
    }

    fileprivate init?(code: Int) {
        guard let reason = Self.allCases.first(where: { $0.code == code }) else { return nil }
        self = reason
    }
}
