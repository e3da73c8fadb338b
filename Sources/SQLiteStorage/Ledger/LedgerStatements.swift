// SPDX-License-Identifier: Apache-2.0

import Announcement
import GRDB

/// The statements of the writer's hot paths, prepared once.
struct LedgerStatements {
    // Claiming.
    let dueCandidates: SQLStatement
    let candidate: SQLStatement
    let nextPriority: SQLStatement
    let insertReady: SQLStatement
    let deleteReady: SQLStatement
    let insertFlight: SQLStatement
    let markInFlight: SQLStatement
    let setDue: SQLStatement
    let currentEpoch: SQLStatement

    // Finishing.
    let flight: SQLStatement
    let deleteFlight: SQLStatement
    let insertAttempt: SQLStatement
    let endAttempt: SQLStatement
    let closeDelivery: SQLStatement

    // Order.
    let siblings: SQLStatement
    let hasSiblings: SQLStatement
    let insertOrder: SQLStatement
    let deleteOrder: SQLStatement
    let delivered: SQLStatement
    let recordDelivered: SQLStatement

    // Creating.
    let destination: SQLStatement
    let insertDelivery: SQLStatement
    let addToTally: SQLStatement
    let message: SQLStatement
    let messageCount: SQLStatement

    init(_ database: Database) throws(Fault) {
        func prepare(_ sql: String) throws(Fault) -> SQLStatement { try SQLStatement(preparing: sql, on: database) }

        dueCandidates = try prepare(
            "SELECT due, delivery FROM ready WHERE lane = ? AND priority = ? AND due <= ? ORDER BY due, delivery LIMIT ?"
        )
        candidate = try prepare(
            """
            SELECT d.message, d.destination, d.keeps_all, d.state, d.attempts, d.failures, d.expires,
                t.channel, t.address, t.locale, t.tags, t.secret, t.fallbacks, h.subject, h.receipt, h.note
            FROM delivery d JOIN destination t ON t.id = d.destination JOIN message m ON m.id = d.message
                LEFT JOIN thread h ON h.subject = m.subject AND h.destination = d.destination
            WHERE d.id = ? AND d.due = ?
            """
        )
        nextPriority = try prepare(LaneScan.nextPriority)
        insertReady = try prepare("INSERT INTO ready (lane, priority, due, delivery) VALUES (?, ?, ?, ?)")
        deleteReady = try prepare("DELETE FROM ready WHERE lane = ? AND priority = ? AND due = ? AND delivery = ?")
        insertFlight = try prepare("INSERT INTO inflight (delivery, attempt, epoch, started) VALUES (?, ?, ?, ?)")
        markInFlight = try prepare("UPDATE delivery SET state = 1, due = NULL, attempts = ? WHERE id = ?")
        setDue = try prepare("UPDATE delivery SET due = ? WHERE id = ?")

        currentEpoch = try prepare("SELECT max(id) FROM epoch")

        flight = try prepare(
            """
            SELECT f.attempt, f.epoch, f.started, d.message, d.destination, d.lane, d.priority, d.keeps_all,
                d.failures, d.expires
            FROM inflight f JOIN delivery d ON d.id = f.delivery WHERE f.delivery = ?
            """
        )
        deleteFlight = try prepare("DELETE FROM inflight WHERE delivery = ? AND attempt = ? AND epoch = ?")
        insertAttempt = try prepare(
            """
            INSERT INTO attempt (delivery, number, started, ended, result, receipt, note, fault, epoch)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        endAttempt = try prepare(
            """
            UPDATE delivery SET state = ?, failures = ?, due = ?, finished = ?, receipt = ?, note = ?, fault = ?
            WHERE id = ?
            """
        )
        closeDelivery = try prepare("UPDATE delivery SET state = ?, due = NULL, finished = ?, fault = ? WHERE id = ?")

        siblings = try prepare(
            """
            SELECT o.delivery, o.sequence, d.state, d.keeps_all, d.due, d.lane, d.priority, d.message
            FROM open_order o JOIN delivery d ON d.id = o.delivery
            WHERE o.subject = ? AND o.destination = ? ORDER BY o.sequence, o.delivery
            """
        )
        hasSiblings = try prepare("SELECT 1 FROM open_order WHERE subject = ? AND destination = ? LIMIT 1")
        insertOrder = try prepare(
            "INSERT INTO open_order (subject, destination, sequence, delivery) VALUES (?, ?, ?, ?)"
        )
        deleteOrder = try prepare(
            "DELETE FROM open_order WHERE subject = ? AND destination = ? AND sequence = ? AND delivery = ?"
        )
        delivered = try prepare("SELECT delivered FROM thread WHERE subject = ? AND destination = ?")
        recordDelivered = try prepare(
            """
            INSERT INTO thread (subject, destination, delivered, receipt, note) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET delivered = max(delivered, excluded.delivered)
            """
        )

        destination = try prepare(
            "SELECT channel, unsubscribed, address, locale, tags, secret, fallbacks FROM destination WHERE id = ?"
        )
        insertDelivery = try prepare(
            """
            INSERT INTO delivery (message, destination, lane, state, priority, keeps_all, attempts, failures, expires,
                due, finished, fault)
            VALUES (?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """
        )
        addToTally = try prepare(
            """
            INSERT INTO tally (message, state, count) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """
        )
        message = try prepare(
            "SELECT name, subject, sequence, published_update, priority, accepted FROM message WHERE id = ?"
        )
        messageCount = try prepare("SELECT count(*) FROM message WHERE subject = ?")
    }
}
