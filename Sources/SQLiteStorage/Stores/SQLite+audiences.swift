// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore

extension SQLiteReading {
    func audiences() throws(Fault) -> [AudienceSummary] {
        let names = try sql("SELECT name FROM audience ORDER BY name")
            .all { row throws(Fault) -> AudienceName in try row.name(0) }
        var summaries: [AudienceSummary] = []
        for name in names {
            if let summary = try audience(name) { summaries.append(summary) }
        }
        return summaries
    }

    func audience(_ name: AudienceName) throws(Fault) -> AudienceSummary? {
        let found = try sql("SELECT id, digest FROM audience WHERE name = ?")
            .first(name.text) { ($0.int64(0), $0.optionalText(1)) }
        guard let (number, digest) = found else { return nil }
        var summary = AudienceSummary(name: name, size: 0, channels: [:], digest: digest)
        let sizes = try sql(
            """
            SELECT c.name, a.size FROM audience_channel a JOIN channel c ON c.id = a.channel
            WHERE a.audience = ? AND a.size > 0
            """
        )
        try sizes.each(number) { row throws(Fault) in
            summary.channels[try row.name(0)] = row.int(1)
            summary.size += row.int(1)
        }
        return summary
    }

    func destinations(
        of audience: AudienceName,
        after cursor: Int64,
        limit: Int
    ) throws(Fault) -> (destinations: [Destination], cursor: Int64?) {
        let number = try sql("SELECT id FROM audience WHERE name = ?").first(audience.text) { $0.int64(0) }
        guard let number else { throw .unknownAudience(audience, known: try audiences().map(\.name)) }
        let channels = try sql("SELECT channel FROM audience_channel WHERE audience = ? AND size > 0")
            .all(number) { $0.int64(0) }
        let members = try sql(
            """
            SELECT destination FROM member WHERE audience = ? AND channel = ? AND destination > ?
            ORDER BY destination LIMIT ?
            """
        )
        var ids: [Int64] = []
        for channel in channels { try members.each(number, channel, cursor, limit + 1) { ids.append($0.int64(0)) } }
        ids.sort()
        let page = ids.prefix(limit)
        let details = try sql(
            """
            SELECT c.name, t.address, t.locale, t.tags, t.secret, t.fallbacks
            FROM destination t JOIN channel c ON c.id = t.channel WHERE t.id = ?
            """
        )
        var destinations: [Destination] = []
        for id in page {
            let found = try details.first(id) { row throws(Fault) in
                try row.destination(on: try row.name(0), from: 1)
            }
            if let found { destinations.append(found) }
        }
        return (destinations, ids.count > limit ? page.last : nil)
    }

    func addresses(on channel: ChannelName, in audience: AudienceName, limit: Int) throws(Fault) -> [String] {
        let members = try sql(
            """
            SELECT t.address FROM member m JOIN destination t ON t.id = m.destination
            WHERE m.audience = (SELECT id FROM audience WHERE name = ?)
                AND m.channel = (SELECT id FROM channel WHERE name = ?)
            ORDER BY m.destination LIMIT ?
            """
        )
        return try members.all(audience.text, channel.text, limit) { $0.text(0) }
    }
}

extension SQLiteTransaction {
    func upsert(
        _ destinations: [Destination],
        in audience: AudienceName,
        generation: Int64
    ) throws(Fault) {
        let number = try number(of: audience)
        let insert = try sql(
            "INSERT INTO member (audience, channel, destination, generation) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
        )
        let refresh = try sql(
            "UPDATE member SET generation = ? WHERE audience = ? AND channel = ? AND destination = ?"
        )
        var added: [Int64: Int] = [:]
        for destination in destinations {
            let channel = try session.number(of: destination.channel)
            let id = try session.keep(destination, channel: channel, replacing: true)
            if try insert.run(number, channel, id, generation) == 1 {
                added[channel, default: 0] += 1
            } else {
                try refresh.run(generation, number, channel, id)
            }
        }
        for (channel, count) in added { try resize(number, channel: channel, by: count) }
    }

    func finishRefresh(
        of audience: AudienceName,
        generation: Int64,
        digest: String
    ) throws(Fault) {
        let number = try number(of: audience)
        let channels = try sql("SELECT channel FROM audience_channel WHERE audience = ?").all(number) { $0.int64(0) }
        let leave = try sql("DELETE FROM member WHERE audience = ? AND channel = ? AND generation <> ?")
        for channel in channels {
            let count = try leave.run(number, channel, generation)
            if count > 0 { try resize(number, channel: channel, by: -count) }
        }
        try sql("UPDATE audience SET digest = ? WHERE id = ?").run(digest, number)
    }

    func setUnsubscribed(
        _ isUnsubscribed: Bool,
        channel: ChannelName,
        address: String
    ) throws(Fault) -> Bool {
        let change = try sql(
            """
            UPDATE destination SET unsubscribed = ?
            WHERE channel = (SELECT id FROM channel WHERE name = ?) AND address = ?
            """
        )
        return try change.run(isUnsubscribed ? 1 : 0, channel.text, address) == 1
    }

    private func number(of audience: AudienceName) throws(Fault) -> Int64 {
        try sql("INSERT INTO audience (name) VALUES (?) ON CONFLICT DO NOTHING").run(audience.text)
        let number = try sql("SELECT id FROM audience WHERE name = ?").first(audience.text) { $0.int64(0) }
        guard let number else { throw .unreadableRecord }
        return number
    }

    private func resize(_ audience: Int64, channel: Int64, by change: Int) throws(Fault) {
        try sql(
            """
            INSERT INTO audience_channel (audience, channel, size) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET size = size + excluded.size
            """
        )
        .run(audience, channel, change)
    }
}
