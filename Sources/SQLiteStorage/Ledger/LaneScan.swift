// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import GRDB
import Outbox

/// Looks at what is ready by jumping from key to key: its cost grows with lanes, never with deliveries.
enum LaneScan {
    /// The next band of a lane, from one on, and when its earliest delivery is due.
    static let nextBand = """
        SELECT band, due FROM ready WHERE lane = ? AND band >= ? ORDER BY band, due LIMIT 1
        """

    static func statuses(on database: Database) throws(Fault) -> [LaneStatus] {
        let nextLane = try SQLStatement("SELECT lane FROM ready WHERE lane > ? ORDER BY lane LIMIT 1", on: database)
        let nextBand = try SQLStatement(nextBand, on: database)
        var statuses: [LaneStatus] = []
        var last: Int64 = -1
        while let number = try nextLane.first(last, read: { $0.int64(0) }) {
            last = number
            guard let lane = try lane(number, on: database) else { continue }
            statuses.append(LaneStatus(lane: lane, bands: try bands(of: number, nextBand)))
        }
        return statuses
    }

    private static func bands(of lane: Int64, _ nextBand: SQLStatement) throws(Fault) -> [BandStatus] {
        var bands: [BandStatus] = []
        var floor = 0
        while let (number, due) = try nextBand.first(lane, floor, read: { ($0.int(0), $0.time(1)) }) {
            if let band = Band(rawValue: number) { bands.append(BandStatus(band, due: due)) }
            floor = number + 1
        }
        return bands
    }

    static func lane(_ number: Int64, on database: Database) throws(Fault) -> Lane? {
        let sql = "SELECT c.name, l.host FROM lane l JOIN channel c ON c.id = l.channel WHERE l.id = ?"
        return try SQLStatement(sql, on: database)
            .first(number) { row throws(Fault) in
                Lane(id: Lane.ID(number), channel: try row.name(0), host: row.text(1))
            }
    }
}
