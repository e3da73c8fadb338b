// SPDX-License-Identifier: Apache-2.0

import Announcement
import DequeModule
import HeapModule
import Outbox

/// Whose turn it is: the lanes that may have something to claim, in the order of their turns, and those that will have
/// at a moment that is known.
///
/// A pure value. Asking it costs as much as there are lanes that get a turn, however many there are in all.
struct LaneRota: Sendable {
    private struct Alarm: Comparable, Sendable {
        let moment: Timestamp
        let lane: Lane.ID

        static func < (left: Alarm, right: Alarm) -> Bool { (left.moment, left.lane) < (right.moment, right.lane) }
    }

    private var urgent = Deque<Lane.ID>()
    private var usual = Deque<Lane.ID>()
    /// The lanes that stand in either line.
    private var waiting: Set<Lane.ID> = []
    private var alarms = Heap<Alarm>()
    /// The earliest alarm of each lane: later ones are stale when they ring.
    private var moments: [Lane.ID: Timestamp] = [:]

    var urgentCount: Int { urgent.count }
    var usualCount: Int { usual.count }

    /// Puts a lane at the end of its line, unless it stands in one.
    mutating func add(_ lane: Lane.ID, isUrgent: Bool) {
        guard waiting.insert(lane).inserted else {
            // What has become urgent does not wait behind the rest.
            if isUrgent, let place = usual.firstIndex(of: lane) {
                usual.remove(at: place)
                urgent.append(lane)
            }
            return
        }
        if isUrgent { urgent.append(lane) } else { usual.append(lane) }
    }

    /// Takes the lane whose turn it is out of its line.
    mutating func next(isUrgent: Bool) -> Lane.ID? {
        guard let lane = isUrgent ? urgent.popFirst() : usual.popFirst() else { return nil }
        waiting.remove(lane)
        return lane
    }

    /// Gives a lane that had less than its turn the next one.
    mutating func putBack(_ lane: Lane.ID, isUrgent: Bool) {
        guard waiting.insert(lane).inserted else { return }
        if isUrgent { urgent.prepend(lane) } else { usual.prepend(lane) }
    }

    /// Has a lane looked at again at that moment.
    mutating func wake(_ lane: Lane.ID, at moment: Timestamp) {
        if let known = moments[lane], known <= moment { return }
        moments[lane] = moment
        alarms.insert(Alarm(moment: moment, lane: lane))
    }

    /// The lanes whose moment has come.
    mutating func woken(at now: Timestamp) -> [Lane.ID] {
        var lanes: [Lane.ID] = []
        while let alarm = alarms.min, alarm.moment <= now {
            alarms.removeMin()
            guard moments[alarm.lane] == alarm.moment else { continue }
            moments[alarm.lane] = nil
            lanes.append(alarm.lane)
        }
        return lanes
    }

    /// When the next lane is to be looked at again.
    mutating func nextMoment() -> Timestamp? {
        while let alarm = alarms.min {
            if moments[alarm.lane] == alarm.moment { return alarm.moment }
            alarms.removeMin()
        }
        return nil
    }

    mutating func forget(_ lane: Lane.ID) { moments[lane] = nil }
}
