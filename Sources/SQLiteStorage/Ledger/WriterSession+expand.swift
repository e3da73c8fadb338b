// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Going through the recipients of a message, page by page, in the order of the destinations' numbers.
///
/// The last number of a page is all that has to be remembered, in however many audiences a destination is.
extension WriterSession {
    private struct Fanout {
        let message: Int64
        let priority: Int64
        let position: Int64
        let channels: Set<Int64>?
    }

    /// Makes the next page of the message whose turn it is.
    func expandNext(limit: Int, planner: any DeliveryPlanner) throws(Fault) -> (created: Int, isFinished: Bool) {
        let first = try SQLStatement(
            "SELECT message, subject FROM fanout ORDER BY priority, message LIMIT 1",
            on: database
        )
        guard let (message, subject) = try first.first(read: { ($0.int64(0), $0.optionalInt64(1)) }) else {
            return (0, true)
        }
        // An urgent update lends its urgency to the earlier updates of its incident that it has to wait for.
        let earliest = try SQLStatement(
            "SELECT message FROM fanout WHERE subject = ? ORDER BY sequence, message LIMIT 1",
            on: database
        )
        let turn = try subject.flatMap { subject throws(Fault) in try earliest.first(subject) { $0.int64(0) } }
        let created = try expand(turn ?? message, limit: limit, planner: planner) ?? 0
        return (created, try first.first(read: { _ in true }) == nil)
    }

    /// Makes one page of a message's deliveries and says how many.
    ///
    /// Where it is to be done `completely` and one page does not hold them all, it makes none and returns nil.
    func expand(
        _ message: Int64,
        limit: Int,
        planner: any DeliveryPlanner,
        completely: Bool = false
    ) throws(Fault) -> Int? {
        guard let fanout = try fanout(of: message) else { return 0 }
        // One more than asked for tells whether this page is the last.
        let candidates = try self.candidates(of: fanout, limit: limit + 1)
        let isLast = candidates.count <= limit
        guard isLast || !completely else { return nil }
        let record = try self.message(message)
        let page = candidates.prefix(limit)
        // Few messages have readers with wishes of their own: the others' content is left where it is.
        let facts = page.contains { !$0.conditions.isEmpty } ? try self.facts(of: message) : nil
        var created = 0
        var run = try run(of: record, after: fanout.position)
        var readers = ReaderWalk(statements.destinations)
        defer { readers.end() }
        for candidate in page {
            guard let row = try readers.row(of: candidate.destination),
                case let reader = try reader(candidate.destination, row, from: ReaderWalk.readerColumn),
                try isMeant(candidate, reader, record, facts)
            else { continue }
            if try create(in: &run, for: reader, planner: planner) { created += 1 }
        }
        try write(&run)
        if isLast {
            try forget(fanout)
        } else {
            try SQLStatement("UPDATE fanout SET position = ? WHERE priority = ? AND message = ?", on: database)
                .run(candidates[limit - 1].destination, fanout.priority, message)
        }
        return created
    }

    private func fanout(of message: Int64) throws(Fault) -> Fanout? {
        let priority = Int64(try self.message(message).priority.rawValue)
        let sql = "SELECT position, channels FROM fanout WHERE priority = ? AND message = ?"
        return try SQLStatement(sql, on: database)
            .first(priority, message) { row throws(Fault) in
                Fanout(
                    message: message,
                    priority: priority,
                    position: row.int64(0),
                    channels: try row.optionalText(1)
                        .map { text throws(Fault) in
                            try JSONText.decode(Set<Int64>.self, text)
                        }
                )
            }
    }

    /// The next of all the message's audiences and of the destinations named in it, each once.
    private func candidates(of fanout: Fanout, limit: Int) throws(Fault) -> [FanoutSelection.Candidate] {
        let named = try SQLStatement(
            "SELECT destination FROM fanout_destination WHERE message = ? AND destination > ? ORDER BY destination LIMIT ?",
            on: database
        )
        .all(fanout.message, fanout.position, limit) { $0.int64(0) }
        let parts = try SQLStatement(
            """
            SELECT f.audience, c.channel, f.segments
            FROM fanout_audience f JOIN audience_channel c ON c.audience = f.audience
            WHERE f.message = ? AND c.size > 0
            """,
            on: database
        )
        .all(fanout.message) { row throws(Fault) in
            FanoutSelection.Part(
                audience: row.int64(0),
                channel: row.int64(1),
                segments: try row.optionalText(2)
                    .map { text throws(Fault) in try JSONText.decode([Segment].self, text) } ?? []
            )
        }
        let selection = FanoutSelection(parts: parts.filter { fanout.channels?.contains($0.channel) ?? true })
        return try selection.page(after: fanout.position, limit: limit, named: named, on: database)
    }

    /// Whether one of the candidate's conditions holds, where it has any.
    private func isMeant(
        _ candidate: FanoutSelection.Candidate,
        _ reader: Reader,
        _ message: MessageRecord,
        _ facts: Facts?
    ) throws(Fault) -> Bool {
        guard !candidate.conditions.isEmpty, let facts else { return true }
        for condition in candidate.conditions {
            let holds = try condition.holds(for: reader.destination, facts) { () throws(Fault) in
                try self.isFollowing(message, candidate.destination)
            }
            if holds { return true }
        }
        return false
    }

    /// Whether the destination has been sent anything else of the message's incident.
    private func isFollowing(_ message: MessageRecord, _ destination: Int64) throws(Fault) -> Bool {
        guard let subject = message.subject else { return false }
        return try sql(
            """
            SELECT 1 FROM message m CROSS JOIN delivery d ON d.message = m.id AND d.destination = ?2
            WHERE m.subject = ?1 AND m.id <> ?3 LIMIT 1
            """
        )
        .exists(subject.number, destination, message.number)
    }

    private func facts(of message: Int64) throws(Fault) -> Facts {
        let content = try sql("SELECT content FROM message_content WHERE message = ?").first(message) { $0.bytes(0) }
        guard let content else { throw .unreadableRecord }
        return try JSONText.decode(MessageSet.self, content).standard.facts
    }

    private func forget(_ fanout: Fanout) throws(Fault) {
        try SQLStatement("DELETE FROM fanout WHERE priority = ? AND message = ?", on: database)
            .run(fanout.priority, fanout.message)
        try SQLStatement("DELETE FROM fanout_audience WHERE message = ?", on: database).run(fanout.message)
        try SQLStatement("DELETE FROM fanout_destination WHERE message = ?", on: database).run(fanout.message)
    }
}
