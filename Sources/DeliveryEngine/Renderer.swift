// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox
import Synchronization

/// Renders each message once for all destinations of a channel that share a locale, unless the channel renders
/// personally.
final class Renderer: Sendable {
    private struct Key: Hashable {
        let message: Message.ID
        let locale: LocaleTag
        let channel: ChannelName
    }

    private let capacity: Int
    private let cache: Mutex<[Key: Rendering]> = Mutex([:])

    init(capacity: Int = 256) { self.capacity = capacity }

    func render(
        _ content: MessageSet,
        for destination: Destination,
        on channel: ConfiguredChannel
    ) throws(Fault) -> (
        message: Message, rendering: Rendering
    ) {
        let message = content.message(for: destination.locale, plugin: channel.adapter.manifest.kind)
        guard !channel.adapter.manifest.isPersonal else {
            return (message, try channel.adapter.render(message, for: destination))
        }
        let key = Key(message: message.id, locale: message.locale, channel: channel.name)
        if let rendering = cache.withLock({ $0[key] }) { return (message, rendering) }
        let rendering = try channel.adapter.render(message, for: destination)
        cache.withLock { cache in
            // Rare and cheap to refill: whole fan-outs use a handful of entries.
            if cache.count >= capacity { cache.removeAll(keepingCapacity: true) }
            cache[key] = rendering
        }
        return (message, rendering)
    }
}
