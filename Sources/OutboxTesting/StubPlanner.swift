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

    package init(
        order: DeliveryOrder = .latest,
        lifetime: Duration = .seconds(86_400),
        start: DeliveryPlan.Start = .ready
    ) {
        self.order = order
        self.lifetime = lifetime
        self.start = start
    }

    package func plan(for destination: Destination, acceptedAt: Timestamp) -> DeliveryPlan {
        let host = destination.address.split(separator: "@").last.map(String.init) ?? destination.address
        return DeliveryPlan(host: host, order: order, expiresAt: acceptedAt + lifetime, start: start)
    }
}
