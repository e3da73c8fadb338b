// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
package import Outbox

/// The configured channels by name, and the plans for deliveries that follow from them.
package struct ChannelDirectory: Sendable {
    private let channels: [ChannelName: ConfiguredChannel]

    package init(_ channels: [ConfiguredChannel]) {
        self.channels = Dictionary(channels.map { ($0.name, $0) }) { first, _ in first }
    }

    package subscript(_ name: ChannelName) -> ConfiguredChannel? { channels[name] }

    /// By name.
    package var all: [ConfiguredChannel] { channels.values.sorted { $0.name < $1.name } }
}

extension ChannelDirectory: DeliveryPlanner {
    package func plan(for destination: Destination, acceptedAt: Timestamp) -> DeliveryPlan {
        guard let channel = channels[destination.channel] else {
            let fault = Fault(.channelUnknown, "The channel “\(destination.channel)” is not configured.")
            return DeliveryPlan(host: "", order: .latest, expiresAt: acceptedAt, start: .dead(fault))
        }
        let expiresAt = acceptedAt + channel.retry.expires
        do {
            let host = try channel.adapter.host(for: destination)
            return DeliveryPlan(host: host, order: channel.order, expiresAt: expiresAt)
        } catch {
            return DeliveryPlan(host: "", order: channel.order, expiresAt: expiresAt, start: .dead(error))
        }
    }
}
