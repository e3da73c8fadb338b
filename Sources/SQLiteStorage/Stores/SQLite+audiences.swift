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

    func members(
        of audience: AudienceName,
        after cursor: Int64,
        limit: Int
    ) throws(Fault) -> (members: [Member], cursor: Int64?) {
        guard let number = try audienceNumber(audience) else {
            throw .unknownAudience(audience, known: try audiences().map(\.name))
        }
        let channels = try sql("SELECT channel FROM audience_channel WHERE audience = ? AND size > 0")
            .all(number) { $0.int64(0) }
        let list = try sql(
            """
            SELECT destination, interest FROM member WHERE audience = ? AND channel = ? AND destination > ?
            ORDER BY destination LIMIT ?
            """
        )
        var found: [(id: Int64, interest: String?)] = []
        for channel in channels {
            try list.each(number, channel, cursor, limit + 1) { found.append(($0.int64(0), $0.optionalText(1))) }
        }
        found.sort { $0.id < $1.id }
        var members: [Member] = []
        for place in found.prefix(limit) {
            guard let destination = try destination(numbered: place.id) else { continue }
            members.append(Member(destination, interest: try Interest(stored: place.interest)))
        }
        return (members, found.count > limit ? found[limit - 1].id : nil)
    }

    func audienceNumber(_ name: AudienceName) throws(Fault) -> Int64? {
        try sql("SELECT id FROM audience WHERE name = ?").first(name.text) { $0.int64(0) }
    }

    func destination(numbered id: Int64) throws(Fault) -> Destination? {
        try sql(
            """
            SELECT c.name, t.address, t.locale, t.tags, t.secret, t.fallbacks, t.person, t.variables
            FROM destination t JOIN channel c ON c.id = t.channel WHERE t.id = ?
            """
        )
        .first(id) { row throws(Fault) in try row.destination(on: try row.name(0), from: 1) }
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
    func upsert(_ members: [Member], in audience: AudienceName, from origin: MemberOrigin) throws(Fault) {
        let number = try number(of: audience)
        let insert = try sql(
            """
            INSERT INTO member (audience, channel, destination, generation, interest) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """
        )
        // Who stands there by an import or by himself stays there when the configuration no longer names him.
        let refresh = try sql(
            """
            UPDATE member SET interest = iif(chosen, interest, ?5),
                generation = iif(?1 = 0 OR generation = 0 OR (?1 > 0 AND generation < 0), generation, ?1)
            WHERE audience = ?2 AND channel = ?3 AND destination = ?4
            """
        )
        var added: [Int64: Int] = [:]
        for member in members {
            let channel = try session.number(of: member.destination.channel)
            let id = try session.keep(member.destination, channel: channel, replacing: origin != .subscription)
            let interest = try member.interest.stored()
            if try insert.run(number, channel, id, origin.generation, interest) == 1 {
                added[channel, default: 0] += 1
            } else {
                try refresh.run(origin.generation, number, channel, id, interest)
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
        try remove(
            from: number,
            "generation > 0 AND generation <> ?3",
            MemberOrigin.configuration(generation: generation)
        )
        try sql("UPDATE audience SET digest = ? WHERE id = ?").run(digest, number)
    }

    func finishImport(of audience: AudienceName, generation: Int64) throws(Fault) -> Int {
        try remove(
            from: try number(of: audience),
            "generation < 0 AND generation <> ?3",
            MemberOrigin.imported(generation: generation)
        )
    }

    func remove(channel: ChannelName, address: String, from audience: AudienceName) throws(Fault) -> Bool {
        guard let number = try audienceNumber(audience), let place = try place(of: address, on: channel) else {
            return false
        }
        let gone = try sql("DELETE FROM member WHERE audience = ? AND channel = ? AND destination = ?")
            .run(number, place.channel, place.id)
        if gone > 0 { try resize(number, channel: place.channel, by: -gone) }
        return gone > 0
    }

    func delete(audience: AudienceName) throws(Fault) -> Bool {
        guard let number = try audienceNumber(audience) else { return false }
        try sql("DELETE FROM member WHERE audience = ?").run(number)
        try sql("DELETE FROM audience_channel WHERE audience = ?").run(number)
        try sql("DELETE FROM fanout_audience WHERE audience = ?").run(number)
        return try sql("DELETE FROM audience WHERE id = ?").run(number) == 1
    }

    func number(of audience: AudienceName) throws(Fault) -> Int64 {
        try sql("INSERT INTO audience (name) VALUES (?) ON CONFLICT DO NOTHING").run(audience.text)
        guard let number = try audienceNumber(audience) else { throw .unreadableRecord }
        return number
    }

    func resize(_ audience: Int64, channel: Int64, by change: Int) throws(Fault) {
        try sql(
            """
            INSERT INTO audience_channel (audience, channel, size) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET size = size + excluded.size
            """
        )
        .run(audience, channel, change)
    }

    /// Takes out the members for which a condition over an origin's generation holds.
    ///
    /// Not those who have chosen to hear nothing: the next list that names them must not find that forgotten.
    @discardableResult
    private func remove(from audience: Int64, _ condition: String, _ origin: MemberOrigin) throws(Fault) -> Int {
        let channels = try sql("SELECT channel FROM audience_channel WHERE audience = ?").all(audience) { $0.int64(0) }
        let leave = try sql(
            "DELETE FROM member WHERE audience = ?1 AND channel = ?2 AND \(condition) AND (chosen = 0 OR interest IS NOT ?4)"
        )
        let nothing = try Interest.nothing.stored()
        var total = 0
        for channel in channels {
            let count = try leave.run(audience, channel, origin.generation, nothing)
            if count > 0 { try resize(audience, channel: channel, by: -count) }
            total += count
        }
        return total
    }
}

extension MemberOrigin {
    /// How it stands in its column.
    var generation: Int64 {
        switch self {
        case .configuration(let generation): generation
        case .imported(let generation): -generation
        case .subscription: 0
        }
    }
}

extension Interest {
    /// Null stands for everything.
    init(stored text: String?) throws(Fault) {
        self = try text.map { text throws(Fault) in try JSONText.decode(Interest.self, text) } ?? .everything
    }

    func stored() throws(Fault) -> String? { self == .everything ? nil : try JSONText.encode(self) }
}
