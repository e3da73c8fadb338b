// SPDX-License-Identifier: Apache-2.0

import Announcement
import Outbox

/// A lane with what the writer knows of its queue: when the earliest delivery of each band is due.
///
/// Kept up with every change of `ready`, so that a lane's status need not be looked up after every exchange. Lives on
/// the writer's queue alone.
final class LaneRecord {
    let lane: Lane
    let channel: Int64
    /// Whether the running operation is to report on it.
    var isTouched = false
    /// By band; in milliseconds, or one of the two below.
    private var heads = SIMD8<Int64>(repeating: LaneRecord.unknown)

    private static let unknown = Int64.min
    private static let none = Int64.max

    var number: Int64 { lane.id.rawValue }

    init(_ lane: Lane, channel: Int64) {
        self.lane = lane
        self.channel = channel
    }

    enum Head: Equatable {
        case unknown, none
        case due(Timestamp)
    }

    subscript(_ band: Band) -> Head {
        get {
            switch heads[band.rawValue] {
            case LaneRecord.unknown: .unknown
            case LaneRecord.none: .none
            case let due: .due(Timestamp(milliseconds: due))
            }
        }
        set {
            switch newValue {
            case .unknown: heads[band.rawValue] = LaneRecord.unknown
            case .none: heads[band.rawValue] = LaneRecord.none
            case .due(let moment): heads[band.rawValue] = moment.milliseconds
            }
        }
    }

    /// A delivery has joined the queue.
    func joined(_ band: Band, due: Timestamp) {
        let index = band.rawValue
        if heads[index] != LaneRecord.unknown, due.milliseconds < heads[index] { heads[index] = due.milliseconds }
    }

    /// A delivery has left the queue.
    func left(_ band: Band, due: Timestamp) {
        if heads[band.rawValue] == due.milliseconds { heads[band.rawValue] = LaneRecord.unknown }
    }

    /// Whether a band may have something due.
    func mayHaveDue(_ band: Band, at now: Timestamp) -> Bool { heads[band.rawValue] <= now.milliseconds }
}
