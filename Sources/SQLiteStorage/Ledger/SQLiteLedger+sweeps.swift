// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import GRDB
package import Outbox

/// Going through what waits, in pages: looked at on a snapshot, so that the writer is held up only by what changes.
extension SQLiteLedger {
    package func reroute(
        _ sweep: RerouteSweep,
        deciding: @escaping @Sendable (Overdue) -> RerouteDecision
    ) async throws(Fault) -> RerouteResult {
        var result = RerouteResult()
        var lanes: [Lane.ID: LaneStatus] = [:]
        // One that is to wait moves back in the order: it is asked about once all the same.
        var asked: Set<Delivery.ID> = []
        var place: OverduePage.Place? = .start
        while let start = place, result.isFinished {
            let page = try await readers.read { database throws(Fault) in
                try OverduePage.read(sweep, after: start, limit: sweep.limit + 1, on: database)
            }
            // A node that another has taken over from passes nothing on.
            guard let page else { return RerouteResult() }
            place = page.next
            let overdue = page.overdue.filter { asked.insert($0.delivery).inserted }
            guard !overdue.isEmpty else { continue }
            let room = sweep.limit - result.passed
            let done = try await committer.write { session throws(Fault) in
                let decisions = overdue.map { (delivery: $0.delivery.rawValue, what: deciding($0)) }
                return try session.reroute(decisions, epoch: sweep.epoch, limit: room, now: sweep.now)
            }
            result.passed += done.passed
            for status in done.lanes { lanes[status.lane.id] = status }
            result.isFinished = done.done == overdue.count
        }
        result.lanes = lanes.values.sorted { $0.lane.id < $1.lane.id }
        result.nextDue = try await readers.read { database throws(Fault) in try OverduePage.nextDue(on: database) }
        return result
    }

    package func expire(
        in lane: Lane.ID,
        after place: QueuePlace?,
        limit: Int,
        now: Timestamp
    ) async throws(Fault) -> (place: QueuePlace?, expired: Int, lanes: [LaneStatus]) {
        let page = try await readers.read { database throws(Fault) in
            try QueuePage.read(in: lane, after: place, limit: limit, choosing: .expired(by: now), on: database)
        }
        guard !page.chosen.isEmpty else { return (page.place, 0, []) }
        let (expired, lanes) = try await committer.write { session throws(Fault) in
            try session.expire(page.chosen, now: now)
        }
        return (page.place, expired, lanes)
    }

    package func hasten(
        in lane: Lane.ID,
        after place: QueuePlace?,
        limit: Int,
        now: Timestamp
    ) async throws(Fault) -> (place: QueuePlace?, lanes: [LaneStatus]) {
        let page = try await readers.read { database throws(Fault) in
            try QueuePage.read(in: lane, after: place, limit: limit, choosing: .refused(dueAfter: now), on: database)
        }
        guard !page.chosen.isEmpty else { return (page.place, []) }
        let lanes = try await committer.write { session throws(Fault) in try session.hasten(page.chosen, now: now) }
        return (page.place, lanes)
    }

    package func recentAttempts(since: Timestamp) async throws(Fault) -> [HourlyCount] {
        try await readers.read { database throws(Fault) in
            try SQLiteReader(database: database).statistics(since: since)
        }
    }

    package func recover(
        limit: Int,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) async throws(Fault) -> Expansion {
        let page = try await readers.read { database throws(Fault) in
            try RecoveryPage.read(limit: limit, on: database)
        }
        guard let page else { return Expansion() }
        return try await committer.write { session throws(Fault) in
            try session.recover(page, now: now, planner: planner)
        }
    }
}
