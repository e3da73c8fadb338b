// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
package import Outbox
import Synchronization

/// The configured channels by name, and the plans for deliveries that follow from them.
package struct ChannelDirectory: Sendable {
    private let channels: [ChannelName: ConfiguredChannel]
    private let chains = ChainNotice()

    package init(_ channels: [ConfiguredChannel]) {
        self.channels = Dictionary(channels.map { ($0.name, $0) }) { first, _ in first }
    }

    package subscript(_ name: ChannelName) -> ConfiguredChannel? { channels[name] }

    /// By name.
    package var all: [ConfiguredChannel] { channels.values.sorted { $0.name < $1.name } }

    /// Whether any delivery planned so far has somewhere else to turn to.
    var hasPlannedChain: Bool { chains.isSeen.load(ordering: .relaxed) }

    /// The shortest time after which a delivery may have to be passed on.
    var shortestPatience: Duration {
        channels.values.map { min($0.patience.wait, $0.patience.criticalWait) }.min() ?? .seconds(30)
    }

    private final class ChainNotice: Sendable {
        let isSeen = Atomic<Bool>(false)
    }
}

extension ChannelDirectory: DeliveryPlanner {
    package func plan(for destination: Destination, priority: Priority, acceptedAt: Timestamp) -> DeliveryPlan {
        guard let channel = channels[destination.channel] else {
            let fault = Fault(.channelUnknown, "The channel “\(destination.channel)” is not configured.")
            return DeliveryPlan(host: "", order: .latest, expiresAt: acceptedAt, start: .dead(fault))
        }
        let expiresAt = acceptedAt + channel.retry.expires
        do {
            let host = try channel.adapter.host(for: destination)
            let hasChain = !channel.fallback.isEmpty || !destination.fallbacks.isEmpty
            if hasChain { chains.isSeen.store(true, ordering: .relaxed) }
            return DeliveryPlan(
                host: host,
                order: channel.order,
                expiresAt: expiresAt,
                patience: hasChain ? channel.patience.wait(for: priority) : nil
            )
        } catch {
            return DeliveryPlan(host: "", order: channel.order, expiresAt: expiresAt, start: .dead(error))
        }
    }
}
