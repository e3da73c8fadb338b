// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Lanes and what waits in them.
extension MemoryLedgerState {
    /// A place in a lane's queue: most urgent band first, then earliest due, then first made.
    struct Place: Comparable {
        let band: Band
        let due: Timestamp
        let delivery: Delivery.ID

        static func < (left: Place, right: Place) -> Bool {
            (left.band, left.due, left.delivery) < (right.band, right.due, right.delivery)
        }
    }

    mutating func lane(channel: ChannelName, host: String) -> Lane.ID {
        if let lane = lanes.values.first(where: { $0.channel == channel && $0.host == host }) { return lane.id }
        let id = Lane.ID(Int64(lanes.count) + 1)
        lanes[id] = Lane(id: id, channel: channel, host: host)
        return id
    }

    /// Puts a delivery into its lane's queue, unless it stands there already.
    mutating func makeReady(_ id: Delivery.ID, due: Timestamp) {
        guard let row = rows[id], row.record.dueAt == nil else { return }
        rows[id]?.record.dueAt = due
        let place = Place(band: row.band, due: due, delivery: id)
        let index = queues[row.lane]?.firstIndex(notBefore: place) ?? 0
        queues[row.lane, default: []].insert(place, at: index)
        touched.insert(row.lane)
    }

    /// Takes a delivery out of its lane's queue; its state must still be the one it was put in with.
    mutating func takeOut(_ id: Delivery.ID) {
        guard let row = rows[id], let due = row.record.dueAt else { return }
        rows[id]?.record.dueAt = nil
        let place = Place(band: row.band, due: due, delivery: id)
        guard let index = queues[row.lane]?.firstIndex(notBefore: place) else { return }
        queues[row.lane]?.remove(at: index)
    }

    /// The earliest of a band.
    func first(of band: Band, in lane: Lane.ID) -> Place? {
        guard let queue = queues[lane] else { return nil }
        let index = queue.firstIndex(
            notBefore: Place(band: band, due: Timestamp(milliseconds: .min), delivery: Delivery.ID(.min))
        )
        guard index < queue.count, queue[index].band == band else { return nil }
        return queue[index]
    }

    var busyLanes: Set<Lane.ID> { Set(queues.filter { !$0.value.isEmpty }.keys) }

    func statuses(of ids: Set<Lane.ID>) -> [LaneStatus] { ids.sorted().compactMap(status) }

    func status(of id: Lane.ID) -> LaneStatus? {
        guard let lane = lanes[id] else { return nil }
        let bands = Band.allCases.compactMap { band in
            first(of: band, in: id).map { BandStatus(band, due: $0.due) }
        }
        return LaneStatus(lane: lane, bands: bands)
    }

    mutating func remember(_ health: [LaneHealth]) {
        for lane in health { self.health[lane.lane] = lane.openings > 0 ? lane : nil }
    }
}

extension [MemoryLedgerState.Place] {
    /// Where `place` is, or would be.
    func firstIndex(notBefore place: Element) -> Int {
        var range = 0..<count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if self[middle] < place { range = middle + 1..<range.upperBound } else { range = range.lowerBound..<middle }
        }
        return range.lowerBound
    }
}
