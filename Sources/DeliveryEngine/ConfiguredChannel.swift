// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// A channel as the configuration names and tunes it.
///
/// One object shared by all who look at it: every delivery does.
package final class ConfiguredChannel: Sendable {
    package let name: ChannelName
    package let adapter: AnyChannel
    /// Of the whole channel.
    package let rate: RateLimit?
    /// Of each of its lanes.
    package let ratePerLane: RateLimit?
    package let ratePerDestination: RateLimit?
    /// What one person is to be told at the most, unless it is critical; beside the provider's own limit.
    package let ratePerReader: RateLimit?
    /// Attempts at once in one lane, at the most: how many it is at present follows from how the lane does.
    package let concurrency: Int
    package let retry: RetryPolicy
    package let order: DeliveryOrder
    package let unknownPolicy: UnknownPolicy
    /// Channels that can reach the same address in place of this one, in this order.
    package let fallback: [ChannelName]
    /// How long to wait for an end before falling back.
    package let patience: Patience
    /// Whether its messages tell the reader how to be left out.
    let unsubscribes: Bool
    /// Whether what could not be delivered comes back to an address that can name the delivery.
    package let bounces: Bool
    /// What pauses when the provider says that it is too much.
    let throttleScope: ThrottleScope
    /// How long one attempt may take altogether.
    let attemptTimeout: Duration

    /// - Parameters: what is nil is taken from the adapter's manifest.
    package init(
        name: ChannelName,
        adapter: AnyChannel,
        rate: RateLimit? = nil,
        ratePerLane: RateLimit? = nil,
        ratePerDestination: RateLimit? = nil,
        ratePerReader: RateLimit? = nil,
        concurrency: Int? = nil,
        retry: RetryPolicy? = nil,
        order: DeliveryOrder? = nil,
        unknownPolicy: UnknownPolicy? = nil,
        fallback: [ChannelName] = [],
        patience: Patience = Patience()
    ) {
        self.name = name
        self.adapter = adapter
        self.rate = rate ?? adapter.manifest.rate
        self.ratePerLane = ratePerLane
        self.ratePerDestination = ratePerDestination ?? adapter.manifest.ratePerDestination
        self.ratePerReader = ratePerReader
        self.concurrency = concurrency ?? adapter.manifest.concurrency
        self.retry = retry ?? adapter.manifest.retry
        self.order = order ?? adapter.manifest.order
        self.unknownPolicy = unknownPolicy ?? adapter.manifest.unknownPolicy
        self.fallback = fallback
        self.patience = patience
        self.throttleScope = adapter.manifest.throttleScope
        self.attemptTimeout = adapter.manifest.attemptTimeout
        self.bounces = adapter.manifest.capabilities.contains(.bounces)
        self.unsubscribes = adapter.manifest.capabilities.contains(.unsubscribes)
    }

    /// What it takes for the channel as a whole to have failed: where every destination has a server of its own, far more
    /// of them have to fail together than where all share one provider.
    var watchRules: ChannelWatch.Rules {
        throttleScope == .destination ? ChannelWatch.Rules(unreached: 50, refused: 200) : ChannelWatch.Rules()
    }
}
