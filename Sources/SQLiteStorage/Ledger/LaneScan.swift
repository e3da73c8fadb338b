// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import GRDB
import Outbox

/// Looks at what is ready by jumping from key to key: its cost grows with lanes, never with deliveries.
enum LaneScan {
    /// The most urgent priority of a lane at or below one in urgency, and when its earliest delivery is due.
    static let nextPriority = """
        SELECT priority, due FROM ready WHERE lane = ? AND priority >= ? ORDER BY priority, due LIMIT 1
        """

    static func statuses(on database: Database, now: Timestamp) throws(Fault) -> [LaneStatus] {
        let nextLane = try SQLStatement("SELECT lane FROM ready WHERE lane > ? ORDER BY lane LIMIT 1", on: database)
        let priorities = try SQLStatement(nextPriority, on: database)
        var statuses: [LaneStatus] = []
        var last: Int64 = -1
        while let number = try nextLane.first(last, read: { $0.int64(0) }) {
            last = number
            guard let lane = try lane(number, on: database) else { continue }
            statuses.append(try status(of: lane, now: now, priorities: priorities))
        }
        return statuses
    }

    /// When a lane is next due, found with the prepared ``nextPriority``.
    static func status(of lane: Lane, now: Timestamp, priorities: SQLStatement) throws(Fault) -> LaneStatus {
        var next: (due: Timestamp, priority: Priority)?
        var urgent: Priority?
        var floor = 0
        while let (priority, due) = try priorities.first(
            lane.id.rawValue,
            floor,
            read: { ($0.priority(0), $0.time(1)) }
        ) {
            if next.map({ due < $0.due }) ?? true { next = (due, priority) }
            if urgent == nil, due <= now { urgent = priority }
            floor = priority.rawValue + 1
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
