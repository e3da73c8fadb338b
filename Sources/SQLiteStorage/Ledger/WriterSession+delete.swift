// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// A message that is past its retention.
struct PrunedMessage {
    let number: Int64
    let subject: Int64?
    let sequence: Int
}

/// Deleting a message with all that belongs to it.
extension WriterSession {
    /// Deletes deliveries as long as there is room, and at the end the message itself.
    ///
    /// - Returns: whether all of it is gone.
    func delete(_ message: PrunedMessage, room: inout Int) throws(Fault) -> Bool {
        let before = room
        var goesOn = false
        if let subject = message.subject {
            goesOn = try sql("SELECT 1 FROM message WHERE subject = ? AND id <> ? LIMIT 1")
                .exists(subject, message.number)
            if !goesOn { try end(subject, with: message, room: &room) }
            guard room > 0 else { return false }
        }
        let record = try self.message(message.number)
        let deliveries = try sql("SELECT id, destination, state FROM delivery WHERE message = ? LIMIT ?")
            .all(message.number, room) {
                (id: $0.int64(0), destination: $0.int64(1), state: DeliveryState(code: $0.int(2)))
            }
        for delivery in deliveries {
            room -= try deleteRows(ofAttemptsOf: delivery.id, limit: room)
            guard room > 0 else { break }
            if goesOn, delivery.state == .delivered { try keepThread(of: record, at: delivery.destination) }
            try sql("DELETE FROM chain WHERE delivery = ?").run(delivery.id)
            try sql("DELETE FROM delivery WHERE id = ?").run(delivery.id)
            try sql("UPDATE pruning SET last_delivery = max(last_delivery, ?)").run(delivery.id)
            memory.count(delivery.state, of: record, by: -1)
            room -= 1
        }
        guard room > 0 else { return false }
        try flush()
        for table in ["tally", "message_content"] {
            try sql("DELETE FROM \(table) WHERE message = ?").run(message.number)
        }
        try sql("DELETE FROM message WHERE id = ?").run(message.number)
        try sql("UPDATE pruning SET last_message = max(last_message, ?)").run(message.number)
        memory.lastEnds[message.number] = nil
        if let subject = message.subject {
            try forget(subject: subject)
        } else {
            memory.messages[message.number] = nil
        }
        if room == before { room -= 1 }
        return true
    }

    /// With its last message goes what is kept of an incident's threads; how far it had come is remembered for all.
    private func end(_ subject: Int64, with message: PrunedMessage, room: inout Int) throws(Fault) {
        try sql(
            """
            UPDATE subject SET floor = max(
                floor, coalesce((SELECT max(delivered) FROM thread WHERE subject = ?1), 0),
                iif(EXISTS (SELECT 1 FROM tally WHERE message = ?2 AND state = 2 AND count > 0), ?3, 0)
            ) WHERE id = ?1
            """
        )
        .run(subject, message.number, message.sequence)
        room -= try sql(
            """
            DELETE FROM thread WHERE subject = ?1 AND destination IN
                (SELECT destination FROM thread WHERE subject = ?1 LIMIT ?2)
            """
        )
        .run(subject, room)
    }

    /// Keeps what a delivery tells of its incident's order and thread.
    func keepThread(of message: MessageRecord, at destination: Int64) throws(Fault) {
        guard let subject = message.subject else { return }
        let receipt = try firstReceipt(of: subject, at: destination, except: nil)
        if !subject.hasThreads { try sql("UPDATE subject SET has_threads = 1 WHERE id = ?").run(subject.number) }
        subject.hasThreads = true
        try sql(
            """
            INSERT INTO thread (subject, destination, delivered, receipt, note) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET delivered = max(delivered, excluded.delivered)
            """
        )
        .run(subject.number, destination, message.sequence, receipt?.id, receipt?.note)
    }

    func deleteRows(ofAttemptsOf delivery: Int64, limit: Int) throws(Fault) -> Int {
        let sql = """
            DELETE FROM attempt WHERE delivery = ?1
                AND number IN (SELECT number FROM attempt WHERE delivery = ?1 ORDER BY number LIMIT ?2)
            """
        return try self.sql(sql).run(delivery, limit)
    }
}
