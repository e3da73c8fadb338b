// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// How a delivery to one destination is to be made: decided once, when it is created.
package struct DeliveryPlan: Hashable, Sendable {
    package enum Start: Hashable, Sendable {
        /// It may leave at once.
        case ready
        /// It is kept for a person.
        case held
        /// It can never be made: the address is no address of the channel, or the channel is gone.
        case dead(Fault)
    }

    /// The provider's host; with the destination's channel it names the lane.
    package var host: String
    package var order: DeliveryOrder
    package var expiresAt: Timestamp
    package var start: Start
    /// How long to wait for an end before the next step of the failover chain is due; nil where there is no next step.
    package var patience: Duration?

    package init(
        host: String,
        order: DeliveryOrder,
        expiresAt: Timestamp,
        start: Start = .ready,
        patience: Duration? = nil
    ) {
        self.host = host
        self.order = order
        self.expiresAt = expiresAt
        self.start = start
        self.patience = patience
    }
}

/// Decides the plan for each destination of a message.
///
/// Pure and fast: it is called inside a transaction, once for each destination.
package protocol DeliveryPlanner: Sendable {
    /// The plan for a destination that a message of that `priority` was meant for from the start.
    func plan(for destination: Destination, priority: Priority, acceptedAt: Timestamp) -> DeliveryPlan
}
