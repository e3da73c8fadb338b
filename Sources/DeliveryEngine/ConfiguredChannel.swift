// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// A channel as the configuration names and tunes it.
package struct ConfiguredChannel: Sendable {
    package var name: ChannelName
    package var adapter: AnyChannel
    /// Of the whole channel.
    package var rate: RateLimit?
    package var ratePerDestination: RateLimit?
    /// Attempts at once in one lane.
    package var concurrency: Int
    package var retry: RetryPolicy
    package var order: DeliveryOrder
    package var unknownPolicy: UnknownPolicy

    /// - Parameters: what is nil is taken from the adapter's manifest.
    package init(
        name: ChannelName,
        adapter: AnyChannel,
        rate: RateLimit? = nil,
        ratePerDestination: RateLimit? = nil,
        concurrency: Int? = nil,
        retry: RetryPolicy? = nil,
        order: DeliveryOrder? = nil,
        unknownPolicy: UnknownPolicy? = nil
    ) {
        self.name = name
        self.adapter = adapter
        self.rate = rate ?? adapter.manifest.rate
        self.ratePerDestination = ratePerDestination ?? adapter.manifest.ratePerDestination
        self.concurrency = concurrency ?? adapter.manifest.concurrency
        self.retry = retry ?? adapter.manifest.retry
        self.order = order ?? adapter.manifest.order
        self.unknownPolicy = unknownPolicy ?? adapter.manifest.unknownPolicy
    }
}
