// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// A channel and one of its hosts: the unit of rate, concurrency, breaking and fairness.
package struct Lane: Hashable, Sendable, Identifiable {
    /// The ledger's number of the lane.
    package struct ID: Hashable, Sendable, Comparable {
        package let rawValue: Int64

        package init(_ rawValue: Int64) { self.rawValue = rawValue }

        package static func < (left: ID, right: ID) -> Bool { left.rawValue < right.rawValue }
    }

    package let id: ID
    package let channel: ChannelName
    package let host: String

    package init(id: ID, channel: ChannelName, host: String) {
        self.id = id
        self.channel = channel
        self.host = host
    }
}

/// A lane and what is ready in it.
package struct LaneStatus: Hashable, Sendable {
    package let lane: Lane
    /// The bands that have something ready, in their order; empty where nothing is.
    package let bands: [BandStatus]

    package init(lane: Lane, bands: [BandStatus]) {
        self.lane = lane
        self.bands = bands
    }

    /// When the earliest delivery of all is due, past or future.
    package var nextDue: Timestamp? { bands.map(\.due).min() }
}

/// A lane's breaker as it is kept over a restart.
package struct LaneHealth: Hashable, Sendable {
    package let lane: Lane.ID
    /// Rises with every opening and closing: results of an earlier one no longer count.
    package let generation: Int
    /// How often it has opened in a row without closing; nought where it is closed.
    package let openings: Int
    /// When it may be tried again; nil where it is closed.
    package let openUntil: Timestamp?

    package init(lane: Lane.ID, generation: Int, openings: Int, openUntil: Timestamp?) {
        self.lane = lane
        self.generation = generation
        self.openings = openings
        self.openUntil = openUntil
    }
}
