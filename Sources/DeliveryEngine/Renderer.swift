// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox
import Synchronization

/// Chooses the wording and renders it once for all destinations of a channel that share a locale, unless the channel
/// renders personally.
final class Renderer: Sendable {
    private struct Key: Hashable {
        let message: Message.ID
        /// The destination's, as it says it.
        let locale: LocaleTag?
        let channel: ChannelName
        /// What was shaped with other settings is of no use.
        let renewal: Int
    }

    private struct Shaped {
        let message: Message
        let rendering: Rendering
    }

    private let capacity: Int
    private let cache: Mutex<[Key: Shaped]> = Mutex([:])

    init(capacity: Int = 256) { self.capacity = capacity }

    /// Here `renewal` says how often the channel's settings have changed.
    func render(
        _ content: MessageSet,
        for destination: Destination,
        on channel: ConfiguredChannel,
        renewal: Int
    ) throws(Fault) -> (
        message: Message, rendering: Rendering
    ) {
        guard !channel.adapter.manifest.isPersonal else {
            let message = content.message(for: destination.locale, plugin: channel.adapter.manifest.kind)
            return (message, try channel.adapter.render(message, for: destination))
        }
        let key = Key(
            message: content.standard.id,
            locale: destination.locale,
            channel: channel.name,
            renewal: renewal
        )
        if let shaped = cache.withLock({ $0[key] }) { return (shaped.message, shaped.rendering) }
        let message = content.message(for: destination.locale, plugin: channel.adapter.manifest.kind)
        let shaped = Shaped(message: message, rendering: try channel.adapter.render(message, for: destination))
        cache.withLock { cache in
            // Rare and cheap to refill: whole fan-outs use a handful of entries.
            if cache.count >= capacity { cache.removeAll(keepingCapacity: true) }
            cache[key] = shaped
        }
        return (shaped.message, shaped.rendering)
    }
}
