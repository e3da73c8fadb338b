// SPDX-License-Identifier: Apache-2.0

import Announcement
import GRDB
import Outbox

/// The statements of the writer's hot paths, prepared once.
struct LedgerStatements {
    // Queues.
    let insertReady: SQLStatement
    let insertAllReady: SQLStatement
    let deleteReady: SQLStatement
    let nextBand: SQLStatement
    let head: SQLStatement

    // Claiming.
    /// By band, so that several can be gone through side by side; columns as ``ClaimRound`` reads them.
    let queues: [SQLStatement]
    let deleteHead: SQLStatement
    let insertFlight: SQLStatement
    let currentEpoch: SQLStatement

    // Finishing.
    let deleteFlight: SQLStatement
    let insertAttempt: SQLStatement
    let arrive: SQLStatement
    let endAttempt: SQLStatement
    let close: SQLStatement
    let setDue: SQLStatement

    // Order.
    let delivery: SQLStatement
    let deliveryTo: SQLStatement
    let arrival: SQLStatement
    let thread: SQLStatement

    // Creating.
    let destination: SQLStatement
    let destinations: SQLStatement
    let insertDelivery: SQLStatement
    let insertDeliveries: SQLStatement

    // Totals.
    let addToTally: SQLStatement
    let addToStatistic: SQLStatement

    init(_ database: Database) throws(Fault) {
        func prepare(_ sql: String) throws(Fault) -> SQLStatement { try SQLStatement(preparing: sql, on: database) }

        insertReady = try prepare("INSERT INTO ready (lane, band, due, delivery) VALUES (?, ?, ?, ?)")
        insertAllReady = try prepare(
            "INSERT INTO ready (lane, band, due, delivery) SELECT ?, ?, ?, id FROM delivery WHERE id >= ?"
        )
        deleteReady = try prepare("DELETE FROM ready WHERE lane = ? AND band = ? AND due = ? AND delivery = ?")
        nextBand = try prepare(LaneScan.nextBand)
        head = try prepare("SELECT due FROM ready WHERE lane = ? AND band = ? ORDER BY due LIMIT 1")

        var queues: [SQLStatement] = []
        for _ in Band.inOrder { queues.append(try prepare(ClaimRound.queue)) }
        self.queues = queues
        deleteHead = try prepare("DELETE FROM ready WHERE lane = ? AND band = ? AND (due, delivery) <= (?, ?)")
        insertFlight = try prepare("INSERT INTO inflight (delivery, attempt, epoch, started) VALUES (?, ?, ?, ?)")
        currentEpoch = try prepare("SELECT max(id) FROM epoch")

        deleteFlight = try prepare("DELETE FROM inflight WHERE delivery = ? AND attempt = ? AND epoch = ?")
        insertAttempt = try prepare(
            """
            INSERT INTO attempt (delivery, number, started, ended, result, receipt, note, fault, epoch)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        )
        arrive = try prepare(
            """
            UPDATE delivery SET state = 2, attempts = ?, due = NULL, started = ?, finished = ?, epoch = ?, receipt = ?,
                note = ?, fault = NULL
            WHERE id = ?
            """
        )
        endAttempt = try prepare(
            "UPDATE delivery SET state = ?, attempts = ?, failures = ?, due = ?, finished = ?, fault = ? WHERE id = ?"
        )
        close = try prepare("UPDATE delivery SET state = ?, due = NULL, finished = ?, fault = ? WHERE id = ?")
        setDue = try prepare("UPDATE delivery SET due = ? WHERE id = ?")

        delivery = try prepare("SELECT \(DeliveryRow.columns) FROM delivery d WHERE d.id = ?")
        deliveryTo = try prepare(
            "SELECT \(DeliveryRow.columns) FROM delivery d WHERE d.message = ? AND d.destination = ?"
        )
        arrival = try prepare("SELECT receipt, note FROM delivery WHERE message = ? AND destination = ? AND state = 2")
        thread = try prepare("SELECT delivered, receipt, note FROM thread WHERE subject = ? AND destination = ?")

        destination = try prepare("SELECT \(Reader.columns) FROM destination WHERE id = ?")
        destinations = try prepare(ReaderWalk.query)
        insertDeliveries = try prepare(DeliveryRun.deliveries)
        insertDelivery = try prepare(
            """
            INSERT INTO delivery (id, message, destination, lane, state, priority, keeps_all, attempts, failures,
                expires, due, finished, fault)
            VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """
        )

        addToTally = try prepare(
            """
            INSERT INTO tally (message, state, count) VALUES (?, ?, ?)
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """
        )
        addToStatistic = try prepare(
            """
            INSERT INTO statistic (hour, channel, outcome, count) VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """
        )
    }
}
