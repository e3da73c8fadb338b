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

/// A lane and when it next has something to do.
package struct LaneStatus: Hashable, Sendable {
    package let lane: Lane
    /// When its earliest ready delivery is due, past or future; nil where it has none.
    package let nextDue: Timestamp?
    /// The most urgent priority among what is ready now.
    package let priority: Priority?

    package init(lane: Lane, nextDue: Timestamp?, priority: Priority?) {
        self.lane = lane
        self.nextDue = nextDue
        self.priority = priority
    }
}
