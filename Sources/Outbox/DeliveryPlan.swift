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

    package init(host: String, order: DeliveryOrder, expiresAt: Timestamp, start: Start = .ready) {
        self.host = host
        self.order = order
        self.expiresAt = expiresAt
        self.start = start
    }
}

/// Decides the plan for each destination of a message.
///
/// Pure and fast: it is called inside a transaction, once for each destination.
package protocol DeliveryPlanner: Sendable {
    func plan(for destination: Destination, acceptedAt: Timestamp) -> DeliveryPlan
}
