// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// The next step of a failover chain: the same message for the same reader, at another address.
package struct Reroute: Hashable, Sendable {
    package let destination: Destination
    package let plan: DeliveryPlan
    /// Its place in the chain, from 1; the destination that the message was first meant for is 0.
    package let step: Int

    package init(destination: Destination, plan: DeliveryPlan, step: Int) {
        self.destination = destination
        self.plan = plan
        self.step = step
    }
}

/// Where a delivery stands in its chain.
package struct ChainPlace: Hashable, Sendable {
    /// The destination that the message was first meant for, with the addresses to turn to.
    package let head: Destination
    /// This delivery's place, from 0.
    package let step: Int
    /// Whether the next step has been taken already.
    package let isPassedOn: Bool

    package init(head: Destination, step: Int, isPassedOn: Bool) {
        self.head = head
        self.step = step
        self.isPassedOn = isPassedOn
    }
}

/// A delivery that has waited for as long as its plan allows without an end.
package struct Overdue: Hashable, Sendable {
    package let delivery: Delivery.ID
    package let lane: Lane.ID
    package let place: ChainPlace
    package let priority: Priority
    package let acceptedAt: Timestamp
    package let expiresAt: Timestamp
    package let state: DeliveryState
    /// When its latest attempt ended, where that attempt's outcome is unknown.
    package let unknownSince: Timestamp?

    package init(
        delivery: Delivery.ID,
        lane: Lane.ID,
        place: ChainPlace,
        priority: Priority,
        acceptedAt: Timestamp,
        expiresAt: Timestamp,
        state: DeliveryState,
        unknownSince: Timestamp?
    ) {
        self.delivery = delivery
        self.lane = lane
        self.place = place
        self.priority = priority
        self.acceptedAt = acceptedAt
        self.expiresAt = expiresAt
        self.state = state
        self.unknownSince = unknownSince
    }
}

/// What becomes of an overdue delivery.
package enum RerouteDecision: Hashable, Sendable {
    /// Passed on. It goes on trying all the same: whichever of the chain arrives first ends the others.
    case pass(Reroute)
    /// Asked about again at that moment.
    case wait(until: Timestamp)
    /// Never asked about again.
    case stay
}

/// Which overdue deliveries to go through.
package struct RerouteSweep: Hashable, Sendable {
    package var epoch: Int64
    package var now: Timestamp
    /// Only this lane's, and all of them, whether their patience is over or not; nil for those of every lane whose
    /// patience is over.
    package var lane: Lane.ID?
    package var limit: Int

    package init(epoch: Int64, now: Timestamp, lane: Lane.ID? = nil, limit: Int) {
        self.epoch = epoch
        self.now = now
        self.lane = lane
        self.limit = limit
    }
}

package struct RerouteResult: Hashable, Sendable {
    /// How many deliveries were passed on.
    package var passed: Int
    /// The lanes that were given work.
    package var lanes: [LaneStatus]
    /// Whether the sweep has been through all that it asked for.
    package var isFinished: Bool
    /// When the next delivery of any lane will have waited long enough, those under way included.
    package var nextDue: Timestamp?

    package init(passed: Int = 0, lanes: [LaneStatus] = [], isFinished: Bool = true, nextDue: Timestamp? = nil) {
        self.passed = passed
        self.lanes = lanes
        self.isFinished = isFinished
        self.nextDue = nextDue
    }
}
