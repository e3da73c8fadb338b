// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// What the writer need not look up again.
///
/// All of it is also in the database; whatever a rollback may have made untrue is thrown away as a whole.
struct WriterMemory {
    struct LaneKey: Hashable {
        let channel: Int64
        let host: String
    }

    /// Attempts of one channel that ended in one way within one hour.
    struct StatisticKey: Hashable {
        let hour: Int64
        let channel: Int64
        let outcome: EndKind
    }

    enum EndKind: Hashable {
        case delivered, unknown
        case failed(FaultCode)

        var text: String {
            switch self {
            case .delivered: "delivered"
            case .unknown: "unknown"
            case .failed(let code): code.rawValue
            }
        }
    }

    var channels: [ChannelName: Int64] = [:]
    var channelNames: [Int64: ChannelName] = [:]
    var laneNumbers: [LaneKey: Int64] = [:]
    var lanes: [Int64: LaneRecord] = [:]
    var messages: [Int64: MessageRecord] = [:]
    var subjects: [Int64: SubjectRecord] = [:]
    /// Every attempt under way.
    var flights: [Int64: Flight] = [:]
    /// Every destination that has failed a delivery for good since its last arrival.
    var failing: Set<Int64> = []
    /// The highest number that a delivery was ever given.
    var lastDelivery: Int64 = 0
    /// When the latest deliveries of messages ended that could otherwise be pruned.
    var lastEnds: [Int64: Timestamp] = [:]
    /// Whether ``flights``, ``failing`` and ``lastDelivery`` have been read from the database.
    var isLoaded = false
    /// Lanes that the running operation gave work to, or is to report on.
    var touched: [LaneRecord] = []
    /// Messages whose totals have changes that are not yet written.
    var changed: [MessageRecord] = []
    var statistics: [StatisticKey: Int] = [:]
    /// The last fault written and its text: a provider that fails does so with the same one many times over.
    var lastFault: (fault: Fault, text: String)?
    var details = DestinationDetails()

    mutating func count(_ state: DeliveryState, of message: MessageRecord, by change: Int32) {
        if message.note(state, by: change) { changed.append(message) }
    }

    mutating func move(from old: DeliveryState, to new: DeliveryState, of message: MessageRecord) {
        guard old != new else { return }
        count(old, of: message, by: -1)
        count(new, of: message, by: 1)
    }

    mutating func touch(_ lane: LaneRecord) {
        guard !lane.isTouched else { return }
        lane.isTouched = true
        touched.append(lane)
    }

    mutating func forgetTouched() {
        for lane in touched { lane.isTouched = false }
        touched.removeAll(keepingCapacity: true)
    }

    /// Keeps the memory bounded, whatever passes through it; only between operations, when nothing is unwritten.
    mutating func trim() {
        guard changed.isEmpty else { return }
        if messages.count > 4_096 {
            messages.removeAll()
            subjects.removeAll()
        }
        if lanes.count > 16_384 {
            forgetTouched()
            lanes.removeAll()
            laneNumbers.removeAll()
        }
    }
}
