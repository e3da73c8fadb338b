// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Deleting what is past its retention, in the order in which it was accepted.
///
/// How far it has come is kept, so that nothing is gone through twice: attempts to the first delivery that will lose its
/// own later, messages round by round.
extension WriterSession {
    func prune(_ retention: Retention, limit: Int, now: Timestamp) throws(Fault) -> Int {
        var room = limit
        try pruneAttempts(until: now - retention.attempts, room: &room)
        try pruneMessages(until: now - retention.messages, room: &room)
        if room > 0 {
            let hours = try sql(
                """
                DELETE FROM statistic WHERE (hour, channel, outcome) IN
                    (SELECT hour, channel, outcome FROM statistic WHERE hour <= ? ORDER BY hour LIMIT ?)
                """
            )
            room -= try hours.run(now - retention.statistics, room)
        }
        return limit - room
    }

    // MARK: - Attempts

    private struct Passage {
        let destination: Int64
        let delivery: Int64
        let state: DeliveryState
        let finished: Timestamp?
    }

    private func pruneAttempts(until end: Timestamp, room: inout Int) throws(Fault) {
        let marker = try sql("SELECT attempts_message, attempts_destination FROM pruning")
            .first { (message: $0.int64(0), destination: $0.int64(1)) }
        guard var place = marker else { return }
        let nextMessage = try sql("SELECT id, accepted FROM message WHERE id > ? ORDER BY id LIMIT 1")
        while room > 0, try pruneAttempts(of: place.message, after: &place.destination, until: end, room: &room) {
            guard
                let next = try nextMessage.first(place.message, read: { (id: $0.int64(0), accepted: $0.time(1)) }),
                next.accepted <= end
            else { break }
            place = (next.id, 0)
        }
        try sql("UPDATE pruning SET attempts_message = ?, attempts_destination = ?")
            .run(place.message, place.destination)
    }

    /// - Returns: whether the message has been gone through to its end.
    private func pruneAttempts(
        of message: Int64,
        after destination: inout Int64,
        until end: Timestamp,
        room: inout Int
    ) throws(Fault) -> Bool {
        let page = try sql(
            """
            SELECT d.destination, d.id, iif(f.delivery IS NULL, d.state, 1), d.finished
            FROM delivery d LEFT JOIN inflight f ON f.delivery = d.id
            WHERE d.message = ? AND d.destination > ? ORDER BY d.destination LIMIT 256
            """
        )
        while true {
            let passages = try page.all(message, destination) {
                Passage(
                    destination: $0.int64(0),
                    delivery: $0.int64(1),
                    state: DeliveryState(code: $0.int(2)),
                    finished: $0.optionalTime(3)
                )
            }
            for passage in passages {
                // What is open, or has not been over for long enough, is waited for.
                guard !passage.state.isOpen else { return false }
                if passage.state.losesAttempts {
                    guard let finished = passage.finished, finished <= end else { return false }
                    room -= try deleteAttempts(of: passage.delivery, limit: room)
                    guard room > 0 else { return false }
                }
                destination = passage.destination
            }
            guard passages.count == 256 else { break }
        }
        return try !sql("SELECT 1 FROM fanout WHERE message = ?").exists(message)
    }

    private func deleteAttempts(of delivery: Int64, limit: Int) throws(Fault) -> Int {
        let deleted = try deleteRows(ofAttemptsOf: delivery, limit: limit)
        guard deleted < limit else { return deleted }
        // The one that a provider took stands in the delivery's own row.
        return try deleted
            + sql("UPDATE delivery SET started = NULL, epoch = NULL WHERE id = ? AND started IS NOT NULL").run(delivery)
    }

    // MARK: - Messages

    private func pruneMessages(until end: Timestamp, room: inout Int) throws(Fault) {
        guard room > 0, let start = try sql("SELECT message FROM pruning").first(read: { $0.int64(0) }) else { return }
        try flush()
        let before = room
        var place = try pruneMessages(after: start, until: end, room: &room)
        // What was kept in an earlier round may be past its time by now.
        if room == before, start > 0 { place = try pruneMessages(after: 0, until: end, room: &room) }
        try sql("UPDATE pruning SET message = ?").run(place)
    }

    /// - Returns: the last message that is done with; nought at the end of the round.
    private func pruneMessages(after start: Int64, until end: Timestamp, room: inout Int) throws(Fault) -> Int64 {
        let next = try sql("SELECT id, subject, sequence, accepted FROM message WHERE id > ? ORDER BY id LIMIT 1")
        var last = start
        while room > 0 {
            let found = try next.first(last) {
                (PrunedMessage(number: $0.int64(0), subject: $0.optionalInt64(1), sequence: $0.int(2)), $0.time(3))
            }
            guard let (message, accepted) = found, accepted <= end else { return 0 }
            if try isOver(message.number, by: end) {
                guard try delete(message, room: &room) else { return last }
            }
            last = message.number
        }
        return last
    }

    /// Whether nothing of a message is open, held or dead, and the last of it ended before a moment.
    private func isOver(_ message: Int64, by end: Timestamp) throws(Fault) -> Bool {
        let isKept = try sql(
            """
            SELECT 1 FROM tally WHERE message = ?1 AND state IN (0, 1, 3, 4, 8) AND count > 0
            UNION ALL SELECT 1 FROM fanout WHERE message = ?1 LIMIT 1
            """
        )
        if try isKept.exists(message) { return false }
        if let latest = memory.lastEnds[message], latest > end { return false }
        let late = try sql("SELECT finished FROM delivery WHERE message = ? AND finished > ? LIMIT 1")
        guard let latest = try late.first(message, end, read: { $0.time(0) }) else { return true }
        memory.lastEnds[message] = latest
        return false
    }
}

extension DeliveryState {
    /// Whether its deliveries' attempts go before them.
    fileprivate var losesAttempts: Bool {
        switch self {
        case .delivered, .superseded, .rerouted, .cancelled: true
        case .pending, .inFlight, .retrying, .held, .expired, .dead: false
        }
    }
}
