// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import GRDB
import Outbox

/// Deliveries that have waited for long, as a snapshot shows them: looked at and decided on beside the writer, which is
/// then told only what has come of it.
struct OverduePage: Sendable {
    /// A place in the order of the timers.
    struct Place: Sendable {
        var at: Timestamp
        var delivery: Int64

        static let start = Place(at: Timestamp(milliseconds: .min), delivery: .min)
    }

    var overdue: [Overdue] = []
    /// Where the next page begins; nil at the end.
    var next: Place?

    /// Those of a lane, or those of every lane whose patience is over; never what is under way.
    ///
    /// Returns nil where another node has taken over.
    static func read(
        _ sweep: RerouteSweep,
        after place: Place,
        limit: Int,
        on database: Database
    ) throws(Fault) -> OverduePage? {
        let isCurrent = try SQLStatement("SELECT max(id) FROM epoch", on: database).first { $0.int64(0) == sweep.epoch }
        guard isCurrent == true else { return nil }
        let whose = sweep.lane == nil ? "t.at <= ?1" : "t.lane = ?1"
        let timers = try SQLStatement(
            """
            SELECT t.at, t.delivery, f.delivery FROM failover t LEFT JOIN inflight f ON f.delivery = t.delivery
            WHERE \(whose) AND (t.at, t.delivery) > (?2, ?3) ORDER BY t.at, t.delivery LIMIT ?4
            """,
            on: database
        )
        let found = try timers.all(sweep.lane?.rawValue ?? sweep.now.milliseconds, place.at, place.delivery, limit) {
            (place: Place(at: $0.time(0), delivery: $0.int64(1)), isInFlight: !$0.isNull(2))
        }
        var page = OverduePage()
        if found.count == limit { page.next = found.last?.place }
        for timer in found where !timer.isInFlight {
            if let overdue = try overdue(timer.place.delivery, on: database) { page.overdue.append(overdue) }
        }
        return page
    }

    private static func overdue(_ delivery: Int64, on database: Database) throws(Fault) -> Overdue? {
        let facts = try SQLStatement(
            """
            SELECT d.lane, d.state, d.priority, m.accepted, d.expires, k.step, k.successor, c.name, t.address, t.locale,
                t.tags, t.secret, t.fallbacks, t.person, t.variables
            FROM delivery d JOIN message m ON m.id = d.message JOIN chain k ON k.delivery = d.id
                JOIN destination t ON t.id = k.head JOIN channel c ON c.id = t.channel
            WHERE d.id = ?
            """,
            on: database
        )
        let unknownSince = try SQLStatement(
            "SELECT result, ended FROM attempt WHERE delivery = ? ORDER BY number DESC LIMIT 1",
            on: database
        )
        .first(delivery) { row in
            AttemptRecord.Result(code: row.int(0)) == .unknown ? row.time(1) : nil
        }
        return try facts.first(delivery) { row throws(Fault) in
            Overdue(
                delivery: Delivery.ID(delivery),
                lane: Lane.ID(row.int64(0)),
                place: ChainPlace(
                    head: try row.destination(on: try row.name(7), from: 8),
                    step: row.int(5),
                    isPassedOn: !row.isNull(6)
                ),
                priority: row.priority(2),
                acceptedAt: row.time(3),
                expiresAt: row.time(4),
                state: DeliveryState(code: row.int(1)),
                unknownSince: unknownSince ?? nil
            )
        }
    }

    /// When the next one of any lane will have waited long enough.
    static func nextDue(on database: Database) throws(Fault) -> Timestamp? {
        try SQLStatement("SELECT at FROM failover ORDER BY at LIMIT 1", on: database).first { $0.time(0) }
    }
}
