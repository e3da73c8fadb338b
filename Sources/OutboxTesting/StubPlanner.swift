// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import Outbox

/// Plans every delivery alike: the host is what follows the address's `@`, or the whole address.
package struct StubPlanner: DeliveryPlanner {
    package var order: DeliveryOrder
    /// How long after acceptance a delivery expires.
    package var lifetime: Duration
    package var start: DeliveryPlan.Start
    /// How long a destination that has somewhere else to turn to is waited for.
    package var patience: Duration

    package init(
        order: DeliveryOrder = .latest,
        lifetime: Duration = .seconds(86_400),
        start: DeliveryPlan.Start = .ready,
        patience: Duration = .seconds(120)
    ) {
        self.order = order
        self.lifetime = lifetime
        self.start = start
        self.patience = patience
    }

    package func plan(for destination: Destination, priority: Priority, acceptedAt: Timestamp) -> DeliveryPlan {
        DeliveryPlan(
            host: destination.address.split(separator: "@").last.map(String.init) ?? destination.address,
            order: order,
            expiresAt: acceptedAt + lifetime,
            start: start,
            patience: destination.fallbacks.isEmpty ? nil : patience
        )
    }
}
