// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// What stands in the lanes' queues, and what is known of their heads.
///
/// Everything that changes `ready` goes through here: a delivery stands in it if and only if its `due` is set and no
/// attempt is under way.
extension WriterSession {
    func joinQueue(_ row: DeliveryRow, due: Timestamp) throws(Fault) {
        try joinQueue(of: try lane(row.lane), band: row.band, due: due, delivery: row.id)
    }

    func joinQueue(of lane: LaneRecord, band: Band, due: Timestamp, delivery: Int64) throws(Fault) {
        try statements.insertReady.run(lane.number, band.rawValue, due, delivery)
        lane.joined(band, due: due)
        memory.touch(lane)
    }

    /// Lets all deliveries from a number on join the queue: those that were just made for the lane.
    func joinQueue(of lane: LaneRecord, band: Band, due: Timestamp, allFrom first: Int64) throws(Fault) {
        try statements.insertAllReady.run(lane.number, band.rawValue, due, first)
        lane.joined(band, due: due)
        memory.touch(lane)
    }

    /// Takes a delivery out of its lane's queue, where it stands in it; its row's `due` is the caller's to clear.
    func leaveQueue(_ row: DeliveryRow) throws(Fault) {
        guard let due = row.due, memory.flights[row.id] == nil else { return }
        try statements.deleteReady.run(row.lane, row.band.rawValue, due, row.id)
        try lane(row.lane).left(row.band, due: due)
    }

    /// The status of every lane that the running operation gave work to.
    func touchedLanes() throws(Fault) -> [LaneStatus] {
        var statuses: [LaneStatus] = []
        statuses.reserveCapacity(memory.touched.count)
        for lane in memory.touched.sorted(by: { $0.lane.id < $1.lane.id }) { statuses.append(try status(of: lane)) }
        return statuses
    }

    func status(of lane: LaneRecord) throws(Fault) -> LaneStatus {
        var bands: [BandStatus] = []
        var isScanned = false
        for band in Band.inOrder {
            if lane[band] == .unknown {
                if isScanned { lane[band] = try head(of: lane, band) } else { try scan(lane) }
                isScanned = true
            }
            if case .due(let moment) = lane[band] { bands.append(BandStatus(band, due: moment)) }
        }
        return LaneStatus(lane: lane.lane, bands: bands)
    }

    /// Looks for the heads of all bands; a lane seldom has more than two.
    private func scan(_ lane: LaneRecord) throws(Fault) {
        var floor = 0
        while floor < Band.inOrder.count {
            let next = try statements.nextBand.first(lane.number, floor) { ($0.int(0), $0.time(1)) }
            let found = next?.0 ?? Band.inOrder.count
            for band in Band.inOrder[floor..<found] { lane[band] = .none }
            if let next { lane[Band.inOrder[found]] = .due(next.1) }
            floor = found + 1
        }
    }

    private func head(of lane: LaneRecord, _ band: Band) throws(Fault) -> LaneRecord.Head {
        let due = try statements.head.first(lane.number, band.rawValue) { $0.time(0) }
        return due.map { .due($0) } ?? .none
    }
}

extension Band {
    /// All of them, each at the index of its number.
    static let inOrder = allCases
}
