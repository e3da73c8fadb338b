// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import GRDB
import Outbox

/// A page of the oldest recovery that is running, as a snapshot shows it.
struct RecoveryPage: Sendable {
    let number: Int64
    let includesExpired: Bool
    /// Where it had come to when the page was read.
    let start: DeliverySelection.Place
    let deliveries: [(id: Int64, place: DeliverySelection.Place)]
    /// Whether nothing is left behind the page.
    let isLast: Bool

    /// Returns nil where no recovery is running.
    static func read(limit: Int, on database: Database) throws(Fault) -> RecoveryPage? {
        let running = try SQLStatement(
            """
            SELECT id, filter, includes_expired, message, destination FROM recovery WHERE state = 'running'
            ORDER BY id LIMIT 1
            """,
            on: database
        )
        return try running.first { row throws(Fault) in
            var filter = try JSONText.decode(DeliveryFilter.self, row.text(1))
            if filter.states?.isEmpty ?? true { filter.states = [.dead] }
            let start = DeliverySelection.Place(message: row.int64(3), destination: row.int64(4))
            let selection = try DeliverySelection(filter, on: database)
            let deliveries = try selection.oldest(after: start, limit: limit)
            return RecoveryPage(
                number: row.int64(0),
                includesExpired: row.int(2) == 1,
                start: start,
                deliveries: deliveries,
                isLast: deliveries.count < limit
            )
        }
    }
}

/// Going on with recoveries.
extension WriterSession {
    func recover(_ page: RecoveryPage, now: Timestamp, planner: any DeliveryPlanner) throws(Fault) -> Expansion {
        memory.forgetTouched()
        // Someone may have paused it since the page was read, or another page may have been gone through.
        let unchanged = try sql(
            "SELECT 1 FROM recovery WHERE id = ? AND state = 'running' AND message = ? AND destination = ?"
        )
        var created = 0
        if try unchanged.exists(page.number, page.start.message, page.start.destination) {
            let force = Force(delivered: false, expired: page.includesExpired)
            for delivery in page.deliveries {
                let outcome = try replay(delivery.id, priority: .backfill, force: force, now: now, planner: planner)
                if case .replayed = outcome { created += 1 }
            }
            let place = page.deliveries.last?.place ?? page.start
            try sql(
                """
                UPDATE recovery SET examined = examined + ?, replayed = replayed + ?, skipped = skipped + ?, message = ?,
                    destination = ?, state = ?, finished = ?
                WHERE id = ?
                """
            )
            .run(
                page.deliveries.count,
                created,
                page.deliveries.count - created,
                place.message,
                place.destination,
                (page.isLast ? Recovery.State.finished : .running).rawValue,
                page.isLast ? now : nil,
                page.number
            )
        }
        let isFinished = try !sql("SELECT 1 FROM recovery WHERE state = 'running' LIMIT 1").exists()
        return Expansion(lanes: try touchedLanes(), created: created, isFinished: isFinished)
    }
}
