// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import GRDB
import Outbox

/// A page of a lane's queue as a snapshot shows it, and what of it is looked for.
struct QueuePage: Sendable {
    enum Choice {
        /// What is past its time.
        case expired(by: Timestamp)
        /// What is due later because its channel's credentials or settings were refused.
        case refused(dueAfter: Timestamp)
    }

    var chosen: [Int64] = []
    /// The last place of the page; nil where the queue ends with it.
    var place: QueuePlace?

    static func read(
        in lane: Lane.ID,
        after place: QueuePlace?,
        limit: Int,
        choosing choice: Choice,
        on database: Database
    ) throws(Fault) -> QueuePage {
        let queue = try SQLStatement(
            """
            SELECT r.band, r.due, r.delivery, \(choice.condition)
            FROM ready r CROSS JOIN delivery d ON d.id = r.delivery
            WHERE r.lane = ? AND (r.band, r.due, r.delivery) > (?, ?, ?) ORDER BY r.band, r.due, r.delivery LIMIT ?
            """,
            on: database
        )
        var page = QueuePage()
        var count = 0
        let band = place?.band.rawValue ?? -1
        try queue.each(lane.rawValue, band, place?.due.milliseconds ?? 0, place?.delivery.rawValue ?? 0, limit) { row in
            count += 1
            if row.int(3) == 1 { page.chosen.append(row.int64(2)) }
            guard count == limit, let band = Band(rawValue: row.int(0)) else { return }
            page.place = QueuePlace(band: band, due: row.time(1), delivery: Delivery.ID(row.int64(2)))
        }
        return page
    }
}

extension QueuePage.Choice {
    /// As a column that is 1 for what is chosen.
    fileprivate var condition: String {
        switch self {
        case .expired(let now): return "d.expires <= \(now.milliseconds)"
        case .refused(let now):
            // Codes are constants of the program: letters, digits and a hyphen.
            let codes = FaultCode.allCases.filter { $0.faultClass == .configuration }.map { "'\($0.rawValue)'" }
            return "r.due > \(now.milliseconds) AND d.state = \(DeliveryState.retrying.code) "
                + "AND json_extract(d.fault, '$.code') IN (\(codes.joined(separator: ", ")))"
        }
    }
}
