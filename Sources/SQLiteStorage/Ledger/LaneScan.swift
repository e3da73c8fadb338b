// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import GRDB
import Outbox

/// Looks at what is ready by jumping from key to key: its cost grows with lanes, never with deliveries.
enum LaneScan {
    static func statuses(on database: Database, now: Timestamp) throws(Fault) -> [LaneStatus] {
        let nextLane = try SQLStatement("SELECT lane FROM ready WHERE lane > ? ORDER BY lane LIMIT 1", on: database)
        let earliest = try SQLStatement(
            "SELECT due FROM ready WHERE lane = ? AND priority = ? ORDER BY due LIMIT 1",
            on: database
        )
        var statuses: [LaneStatus] = []
        var last: Int64 = -1
        while let number = try nextLane.first(last, read: { $0.int64(0) }) {
            last = number
            guard let lane = try lane(number, on: database) else { continue }
            statuses.append(try status(of: lane, now: now, earliestDue: earliest))
        }
        return statuses
    }

    /// - Parameter earliestDue: finds the earliest due row of a lane and priority.
    static func status(of lane: Lane, now: Timestamp, earliestDue: SQLStatement) throws(Fault) -> LaneStatus {
        var next: (due: Timestamp, priority: Priority)?
        var urgent: Priority?
        for priority in Priority.allCases {
            guard let due = try earliestDue.first(lane.id.rawValue, priority.rawValue, read: { $0.time(0) }) else {
                continue
            }
            if next.map({ due < $0.due }) ?? true { next = (due, priority) }
            if urgent == nil, due <= now { urgent = priority }
        }
        return LaneStatus(lane: lane, nextDue: next?.due, priority: urgent ?? next?.priority)
    }

    static func lane(_ number: Int64, on database: Database) throws(Fault) -> Lane? {
        let sql = "SELECT c.name, l.host FROM lane l JOIN channel c ON c.id = l.channel WHERE l.id = ?"
        return try SQLStatement(sql, on: database)
            .first(number) { row throws(Fault) in
                Lane(id: Lane.ID(number), channel: try row.name(0), host: row.text(1))
            }
    }
}
