// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import Outbox

/// What the dispatcher knows of each lane: when it has work, and how many of its attempts are under way.
///
/// A pure value. Lanes are visited in turn, the urgent first, so that none starves another.
package struct LaneBook: Sendable {
    private struct Entry {
        let lane: Lane
        var nextDue: Timestamp?
        var priority: Priority
        var inFlight = 0
    }

    private var entries: [Lane.ID: Entry] = [:]
    private var turn = 0
    package private(set) var inFlight = 0

    package init() {}

    package subscript(_ id: Lane.ID) -> Lane? { entries[id]?.lane }

    package mutating func learn(_ status: LaneStatus) {
        var entry = entries[status.lane.id] ?? Entry(lane: status.lane, priority: .backfill)
        entry.nextDue = status.nextDue
        entry.priority = status.priority ?? .backfill
        entries[status.lane.id] = entry
        if status.nextDue == nil, entry.inFlight == 0 { entries[status.lane.id] = nil }
    }

    package mutating func started(in lane: Lane) {
        entries[lane.id, default: Entry(lane: lane, priority: .backfill)].inFlight += 1
        inFlight += 1
    }

    package mutating func ended(in lane: Lane) {
        guard var entry = entries[lane.id], entry.inFlight > 0 else { return }
        entry.inFlight -= 1
        inFlight -= 1
        entries[lane.id] = entry.inFlight == 0 && entry.nextDue == nil ? nil : entry
    }

    /// How much may be claimed from which lane now.
    ///
    /// At most `room` attempts are started altogether, and `concurrency` at once in a lane; `nextTurn` says when limits
    /// let a lane go on, nil for now.
    package mutating func quotas(
        now: Timestamp,
        room: Int,
        concurrency: (Lane) -> Int,
        nextTurn: (Lane) -> Timestamp?
    ) -> [Exchange.Quota] {
        var room = room
        let runnable = entries.values
            .filter { entry in
                guard let due = entry.nextDue, due <= now, nextTurn(entry.lane) == nil else { return false }
                return entry.inFlight < concurrency(entry.lane)
            }
            .sorted { ($0.priority, $0.lane.id) < ($1.priority, $1.lane.id) }
        guard !runnable.isEmpty else { return [] }
        turn += 1
        // The urgent keep their place in front; among equals the start moves on with every round.
        var quotas: [Exchange.Quota] = []
        for (_, group) in groups(of: runnable) {
            let start = turn % group.count
            for entry in group[start...] + group[..<start] where room > 0 {
                let limit = min(concurrency(entry.lane) - entry.inFlight, room)
                quotas.append(Exchange.Quota(lane: entry.lane.id, limit: limit))
                room -= limit
            }
        }
        return quotas
    }

    private func groups(of runnable: [Entry]) -> [(Priority, [Entry])] {
        var result: [(Priority, [Entry])] = []
        for entry in runnable {
            if result.last?.0 == entry.priority {
                result[result.count - 1].1.append(entry)
            } else {
                result.append((entry.priority, [entry]))
            }
        }
        return result
    }

    /// The next moment at which a quota may open; nil where only an end or an arrival can open one.
    package func nextMoment(now: Timestamp, concurrency: (Lane) -> Int, nextTurn: (Lane) -> Timestamp?) -> Timestamp? {
        entries.values
            .compactMap { entry -> Timestamp? in
                guard let due = entry.nextDue, entry.inFlight < concurrency(entry.lane) else { return nil }
                return max(due, nextTurn(entry.lane) ?? due)
            }
            .min()
    }
}
