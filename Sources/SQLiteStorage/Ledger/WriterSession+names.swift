// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// The numbers that names and identifiers go by inside the database.
extension WriterSession {
    func number(of channel: ChannelName) throws(Fault) -> Int64 {
        if let number = memory.channels[channel] { return number }
        try sql("INSERT INTO channel (name) VALUES (?) ON CONFLICT DO NOTHING").run(channel.text)
        let found = try sql("SELECT id FROM channel WHERE name = ?").first(channel.text) { $0.int64(0) }
        guard let number = found else { throw .unreadableRecord }
        memory.channels[channel] = number
        memory.channelNames[number] = channel
        return number
    }

    func name(ofChannel number: Int64) throws(Fault) -> ChannelName {
        if let name = memory.channelNames[number] { return name }
        let found = try sql("SELECT name FROM channel WHERE id = ?")
            .first(number) { columns throws(Fault) -> ChannelName in try columns.name(0) }
        guard let name = found else { throw .unreadableRecord }
        memory.channelNames[number] = name
        memory.channels[name] = number
        return name
    }

    /// The lane of a channel's host, made where there is none yet.
    func number(ofLane host: String, channel: Int64) throws(Fault) -> Int64 {
        let key = WriterMemory.LaneKey(channel: channel, host: host)
        if let number = memory.laneNumbers[key] { return number }
        try sql("INSERT INTO lane (channel, host) VALUES (?, ?) ON CONFLICT DO NOTHING").run(channel, host)
        let found = try sql("SELECT id FROM lane WHERE channel = ? AND host = ?").first(channel, host) { $0.int64(0) }
        guard let number = found else { throw .unreadableRecord }
        memory.laneNumbers[key] = number
        return number
    }

    func lane(_ number: Int64) throws(Fault) -> LaneRecord {
        guard let lane = try findLane(number) else { throw .unreadableRecord }
        return lane
    }

    func findLane(_ number: Int64) throws(Fault) -> LaneRecord? {
        if let lane = memory.lanes[number] { return lane }
        guard let found = try LaneScan.lane(number, on: database) else { return nil }
        let lane = LaneRecord(found, channel: try self.number(of: found.channel))
        memory.lanes[number] = lane
        return lane
    }

    /// The incident as the outbox keeps order by it.
    func number(ofIncident incident: IncidentReference.ID) throws(Fault) -> Int64 {
        try sql("INSERT INTO subject (incident) VALUES (?) ON CONFLICT DO NOTHING").run(incident.text)
        let found = try sql("SELECT id FROM subject WHERE incident = ?").first(incident.text) { $0.int64(0) }
        guard let number = found else { throw .unreadableRecord }
        return number
    }

    func message(_ number: Int64) throws(Fault) -> MessageRecord {
        if let message = memory.messages[number] { return message }
        guard
            let subject = try sql("SELECT subject FROM message WHERE id = ?")
                .first(number, read: { $0.optionalInt64(0) })
        else { throw .unreadableRecord }
        if let subject { try loadSubject(subject) } else { try loadMessage(number) }
        guard let message = memory.messages[number] else { throw .unreadableRecord }
        return message
    }

    private func loadMessage(_ number: Int64) throws(Fault) {
        let facts = try sql(
            "SELECT id, name, sequence, published_update, priority, accepted, solicited FROM message WHERE id = ?"
        )
        try facts.each(number) { row throws(Fault) in
            memory.messages[number] = try row.message(of: nil, open: 0, arrived: 0)
        }
    }

    /// An incident's messages all together: the order of each depends on the others.
    private func loadSubject(_ number: Int64) throws(Fault) {
        let found = try sql("SELECT has_threads, floor FROM subject WHERE id = ?")
            .first(number) { SubjectRecord(number: number, hasThreads: $0.int(0) == 1, floor: $0.int(1)) }
        guard let subject = found else { throw .unreadableRecord }
        let facts = try sql(
            """
            SELECT id, name, sequence, published_update, priority, accepted, solicited,
                (SELECT coalesce(sum(count), 0) FROM tally WHERE message = m.id AND state IN (0, 1, 3)),
                (SELECT coalesce(sum(count), 0) FROM tally WHERE message = m.id AND state = 2)
            FROM message m WHERE subject = ? ORDER BY sequence, id
            """
        )
        try facts.each(number) { row throws(Fault) in
            subject.messages.append(try row.message(of: subject, open: row.int(7), arrived: row.int(8)))
        }
        memory.subjects[number] = subject
        for message in subject.messages { memory.messages[message.number] = message }
    }

    /// Forgets an incident whose messages are about to be more or fewer.
    func forget(subject number: Int64) throws(Fault) {
        guard let subject = memory.subjects[number] else { return }
        try flush()
        for message in subject.messages { memory.messages[message.number] = nil }
        memory.subjects[number] = nil
    }
}

extension SQLColumns {
    fileprivate func message(
        of subject: SubjectRecord?,
        open: Int,
        arrived: Int
    ) throws(Fault) -> MessageRecord {
        MessageRecord(
            number: int64(0),
            name: try identifier(1),
            sequence: int(2),
            update: optionalText(3),
            priority: priority(4),
            acceptedAt: time(5),
            isSolicited: int(6) != 0,
            subject: subject,
            open: open,
            arrived: arrived
        )
    }
}
