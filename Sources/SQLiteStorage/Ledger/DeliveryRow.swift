// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// A delivery as it stands in its row.
///
/// While an attempt is under way, `state`, `attempts` and `due` are what they were before it.
struct DeliveryRow {
    let id: Int64
    let message: Int64
    let destination: Int64
    var lane: Int64
    var state: DeliveryState
    var priority: Priority
    var keepsAll: Bool
    /// Ended ones.
    let attempts: Int
    let failures: Int
    let expiresAt: Timestamp
    /// When it is due, where it stands in the lane's queue.
    var due: Timestamp?
    let generation: Int
    /// Whether it has something to do with a failover chain.
    var isChained: Bool

    /// Of a `delivery d`, for ``init(_:from:)``.
    static let columns = """
        d.id, d.message, d.destination, d.lane, d.state, d.priority, d.keeps_all, d.attempts, d.failures, d.expires, d.due,
        d.generation, d.chained
        """
    static let columnCount: Int32 = 13

    var band: Band { Band(priority, isRetry: state == .retrying) }
    /// Ready, or waiting for its turn; so it was, too, where an attempt is under way.
    var isWaiting: Bool { state == .pending || state == .retrying }
}

extension DeliveryRow {
    init(_ row: SQLColumns, from column: Int32 = 0) {
        self.init(
            id: row.int64(column),
            message: row.int64(column + 1),
            destination: row.int64(column + 2),
            lane: row.int64(column + 3),
            state: DeliveryState(code: row.int(column + 4)),
            priority: row.priority(column + 5),
            keepsAll: row.int(column + 6) == 1,
            attempts: row.int(column + 7),
            failures: row.int(column + 8),
            expiresAt: row.time(column + 9),
            due: row.optionalTime(column + 10),
            generation: row.int(column + 11),
            isChained: row.int(column + 12) == 1
        )
    }
}

/// An attempt under way and its delivery.
struct Flight {
    /// How it ends unless it arrives, because another of its chain has.
    struct Ending {
        let state: DeliveryState
        let winner: Int64

        var fault: Fault { state == .rerouted ? .reroutedDelivery(to: winner) : .reachedDelivery(by: winner) }
    }

    let attempt: Int
    let epoch: Int64
    let startedAt: Timestamp
    var row: DeliveryRow
    var ending: Ending?
}

/// Where a delivery stands in a failover chain.
struct ChainLink {
    /// The destination at the chain's head; nil where there is no chain.
    let head: Int64?
    let step: Int
    /// Whether it was made for the chain alone: the reader is meant only where the chain's other addresses fail.
    let isStep: Bool
    /// What it was passed on to.
    let successor: Int64?

    /// Of a `chain k`, for ``init(_:from:)``.
    static let columns = "k.head, k.step, k.is_step, k.successor"

    init(_ row: SQLColumns, from column: Int32 = 0) {
        self.head = row.optionalInt64(column)
        self.step = row.int(column + 1)
        self.isStep = row.int(column + 2) == 1
        self.successor = row.optionalInt64(column + 3)
    }
}

/// A destination as its deliveries are made by it.
struct Reader {
    let number: Int64
    let channel: Int64
    let destination: Destination
    /// Whether nothing is to be sent to it that its reader has not just asked for.
    let isSuppressed: Bool
    /// Why it is held, as the fault is stored; nil where it is not.
    let hold: String?

    /// Of a `destination`, as the writer's session reads them.
    static let columns = """
        channel, unsubscribed, held_fault, address, locale, tags, secret, fallbacks, person, variables
        """
}
