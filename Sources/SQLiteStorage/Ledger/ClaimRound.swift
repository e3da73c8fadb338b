// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// One pass through the queues of a lane: what was met there, and what is to become of it.
///
/// Nothing is written while the queues are open: what has been taken from each is always its beginning, and goes out
/// in one statement.
struct ClaimRound {
    /// A band's queue, standing on the next delivery to be looked at.
    struct Queue {
        let band: Band
        let statement: SQLStatement
        /// Whether it has been looked into, and has to be closed.
        var isOpen = false
        /// When the delivery it stands on is due; nil at the end.
        var due: Timestamp?
        var taken = 0
        var last: (due: Timestamp, delivery: Int64)?

        func isDue(at now: Timestamp) -> Bool { due.map { $0 <= now } ?? false }
    }

    /// What becomes of one that is not claimed.
    enum Setback {
        case expired, held, withdrawn
        case postponed(until: Timestamp)
    }

    /// Its columns are what ``row(_:in:due:on:)`` and the destination after them need.
    static let queue = """
        SELECT r.due, r.delivery, d.message, d.destination, d.keeps_all, d.attempts, d.failures, d.expires, d.generation,
            d.chained, t.held, t.unsubscribed, t.address, t.locale, t.tags, t.secret, t.fallbacks, t.person, t.variables
        FROM ready r CROSS JOIN delivery d ON d.id = r.delivery CROSS JOIN destination t ON t.id = d.destination
        WHERE r.lane = ? AND r.band = ? ORDER BY r.due, r.delivery
        """
    static let heldColumn: Int32 = 10
    static let suppressionColumn: Int32 = 11
    static let destinationColumn: Int32 = 12

    /// One for each share of the quota.
    var queues: [Queue]
    var started: [Flight] = []
    var setbacks: [(row: DeliveryRow, what: Setback)] = []
    /// Whether what was closed lets others go, so that the queues have to be opened anew.
    var isStale = false

    static func row(_ columns: SQLColumns, in band: Band, due: Timestamp, on lane: LaneRecord) -> DeliveryRow {
        DeliveryRow(
            id: columns.int64(1),
            message: columns.int64(2),
            destination: columns.int64(3),
            lane: lane.number,
            state: band.isRetry ? .retrying : .pending,
            priority: band.priority,
            keepsAll: columns.int(4) == 1,
            attempts: columns.int(5),
            failures: columns.int(6),
            expiresAt: columns.time(7),
            due: due,
            generation: columns.int(8),
            isChained: columns.int(9) == 1
        )
    }
}
