// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Outbox

extension SQLiteTransaction {
    /// Up to so many deliveries are made in the accepting transaction; a longer list is gone through page by page.
    private static let immediateLimit = 256

    func enqueue(
        _ message: OutboxMessage,
        to recipients: Recipients,
        planner: any DeliveryPlanner
    ) throws(Fault) -> EnqueueResult {
        session.memory.forgetTouched()
        let audiences = try numbers(of: recipients.audiences)
        let subject = try message.incident.map { incident throws(Fault) in try session.number(ofIncident: incident.id) }
        let isBlocked = try isExpanding(subject: subject, before: message.incident?.sequence ?? 0)
        let number = try insert(message, subject: subject)
        try insertFanout(of: number, message: message, subject: subject, channels: recipients.channels)
        for (audience, name) in zip(audiences, recipients.audiences) {
            let segments = try recipients.segments[name].map { segments throws(Fault) in try JSONText.encode(segments) }
            try sql("INSERT INTO fanout_audience (message, audience, segments) VALUES (?, ?, ?) ON CONFLICT DO NOTHING")
                .run(number, audience, segments)
        }
        var named = 0
        for destination in recipients.destinations
        where recipients.channels?.contains(destination.channel) ?? true {
            let channel = try session.number(of: destination.channel)
            let id = try session.keep(destination, channel: channel, replacing: false)
            named +=
                try sql("INSERT INTO fanout_destination (message, destination) VALUES (?, ?) ON CONFLICT DO NOTHING")
                .run(number, id)
        }
        if !isBlocked {
            let created = try session.expand(
                number,
                limit: SQLiteTransaction.immediateLimit,
                planner: planner,
                completely: true
            )
            if let created {
                return EnqueueResult(deliveries: created, lanes: try session.touchedLanes())
            }
        }
        let count = named + (try size(of: recipients.audiences, on: recipients.channels))
        return EnqueueResult(deliveries: count, lanes: [])
    }

    func numbers(of audiences: [AudienceName]) throws(Fault) -> [Int64] {
        var numbers: [Int64] = []
        let find = try sql("SELECT id FROM audience WHERE name = ?")
        for (index, name) in audiences.enumerated() {
            guard let number = try find.first(name.text, read: { $0.int64(0) }) else {
                throw .unknownAudience(name, known: try self.audiences().map(\.name), at: "/audiences/\(index)")
            }
            numbers.append(number)
        }
        return numbers
    }

    /// Whether an earlier message of the incident still waits for its deliveries.
    private func isExpanding(subject: Int64?, before sequence: Int) throws(Fault) -> Bool {
        guard let subject else { return false }
        return try sql("SELECT 1 FROM fanout WHERE subject = ? AND sequence < ? LIMIT 1")
            .first(subject, sequence) { _ in true } ?? false
    }

    private func insert(_ message: OutboxMessage, subject: Int64?) throws(Fault) -> Int64 {
        // Numbers outlive what pruning deletes: they say how far it has come.
        let number = try session.lastNumber(of: "message") + 1
        try sql(
            """
            INSERT INTO message (id, name, subject, sequence, published_update, priority, accepted, solicited)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        .run(
            number,
            message.id.text,
            subject,
            message.incident?.sequence ?? 0,
            message.incident?.update.text,
            message.priority.rawValue,
            message.acceptedAt,
            message.isSolicited ? 1 : 0
        )
        try sql("INSERT INTO message_content (message, content) VALUES (?, ?)")
            .run(number, try JSONText.bytes(message.content))
        if let subject { try session.forget(subject: subject) }
        return number
    }

    private func insertFanout(
        of number: Int64,
        message: OutboxMessage,
        subject: Int64?,
        channels: Set<ChannelName>?
    ) throws(Fault) {
        var text: String?
        if let channels {
            var numbers: [Int64] = []
            for channel in channels.sorted() { numbers.append(try session.number(of: channel)) }
            text = try JSONText.encode(numbers)
        }
        try sql(
            """
            INSERT INTO fanout (priority, message, subject, sequence, position, channels) VALUES (?, ?, ?, ?, 0, ?)
            """
        )
        .run(message.priority.rawValue, number, subject, message.incident?.sequence ?? 0, text)
    }

    private func size(of audiences: [AudienceName], on channels: Set<ChannelName>?) throws(Fault) -> Int {
        var size = 0
        for name in Set(audiences) {
            for (channel, count) in try audience(name)?.channels ?? [:] where channels?.contains(channel) ?? true {
                size += count
            }
        }
        return size
    }
}
