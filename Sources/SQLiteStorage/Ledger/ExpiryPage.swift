// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import GRDB
import Outbox

/// A page of a lane's queue as a snapshot shows it, and which of it is past its time.
struct ExpiryPage: Sendable {
    var expired: [Int64] = []
    /// The last place of the page; nil where the queue ends with it.
    var place: QueuePlace?

    static func read(
        in lane: Lane.ID,
        after place: QueuePlace?,
        limit: Int,
        now: Timestamp,
        on database: Database
    ) throws(Fault) -> ExpiryPage {
        let queue = try SQLStatement(
            """
            SELECT r.band, r.due, r.delivery, d.expires FROM ready r CROSS JOIN delivery d ON d.id = r.delivery
            WHERE r.lane = ? AND (r.band, r.due, r.delivery) > (?, ?, ?) ORDER BY r.band, r.due, r.delivery LIMIT ?
            """,
            on: database
        )
        var page = ExpiryPage()
        var count = 0
        let band = place?.band.rawValue ?? -1
        try queue.each(lane.rawValue, band, place?.due.milliseconds ?? 0, place?.delivery.rawValue ?? 0, limit) { row in
            count += 1
            if row.time(3) <= now { page.expired.append(row.int64(2)) }
            guard count == limit, let band = Band(rawValue: row.int(0)) else { return }
            page.place = QueuePlace(band: band, due: row.time(1), delivery: Delivery.ID(row.int64(2)))
        }
        return page
    }
}
