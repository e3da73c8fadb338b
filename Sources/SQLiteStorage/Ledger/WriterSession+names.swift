// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// The numbers that names and identifiers go by inside the database.
extension WriterSession {
    func number(of channel: ChannelName) throws(Fault) -> Int64 {
        if let number = memory.channels[channel] { return number }
        try SQLStatement("INSERT INTO channel (name) VALUES (?) ON CONFLICT DO NOTHING", on: database)
            .run(channel.text)
        let found = try SQLStatement("SELECT id FROM channel WHERE name = ?", on: database)
            .first(channel.text) { $0.int64(0) }
        guard let number = found else { throw .unreadableRecord }
        memory.channels[channel] = number
        memory.channelNames[number] = channel
        return number
    }

    func name(ofChannel number: Int64) throws(Fault) -> ChannelName {
        if let name = memory.channelNames[number] { return name }
        let found = try SQLStatement("SELECT name FROM channel WHERE id = ?", on: database)
            .first(number) { columns throws(Fault) -> ChannelName in try columns.name(0) }
        guard let name = found else { throw .unreadableRecord }
        memory.channelNames[number] = name
        memory.channels[name] = number
        return name
    }

    /// The lane of a channel's host, made where there is none yet.
    func number(ofLane host: String, channel: Int64) throws(Fault) -> Int64 {
        let key = WriterMemory.LaneKey(channel: channel, host: host)
        if let number = memory.lanes[key] { return number }
        try SQLStatement("INSERT INTO lane (channel, host) VALUES (?, ?) ON CONFLICT DO NOTHING", on: database)
            .run(channel, host)
        let found = try SQLStatement("SELECT id FROM lane WHERE channel = ? AND host = ?", on: database)
            .first(channel, host) { $0.int64(0) }
        guard let number = found else { throw .unreadableRecord }
        memory.lanes[key] = number
        return number
    }

    func lane(_ number: Int64) throws(Fault) -> Lane? {
        if let lane = memory.lanesByID[number] { return lane }
        let lane = try LaneScan.lane(number, on: database)
        memory.lanesByID[number] = lane
        return lane
    }

    /// The incident as the outbox keeps order by it.
    func number(ofIncident incident: IncidentReference.ID) throws(Fault) -> Int64 {
        try SQLStatement("INSERT INTO subject (incident) VALUES (?) ON CONFLICT DO NOTHING", on: database)
            .run(incident.text)
        let found = try SQLStatement("SELECT id FROM subject WHERE incident = ?", on: database)
            .first(incident.text) { $0.int64(0) }
        guard let number = found else { throw .unreadableRecord }
        return number
    }

    func facts(ofMessage number: Int64) throws(Fault) -> WriterMemory.MessageFacts {
        if let facts = memory.messages[number] { return facts }
        let found = try statements.message.first(number) { row throws(Fault) in
            WriterMemory.MessageFacts(
                id: number,
                name: try row.identifier(0),
                subject: row.optionalInt64(1),
                sequence: row.int(2),
                update: row.optionalText(3),
                priority: row.priority(4),
                acceptedAt: row.time(5)
            )
        }
        guard let facts = found else { throw .unreadableRecord }
        memory.messages[number] = facts
        return facts
    }

    /// Whether the incident has several messages, so that there is an order to keep.
    func hasSeveralMessages(subject: Int64) throws(Fault) -> Bool {
        if let count = memory.messageCounts[subject] { return count > 1 }
        let count = try statements.messageCount.first(subject) { $0.int(0) } ?? 0
        memory.messageCounts[subject] = count
        return count > 1
    }
}
