// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox
import Synchronization

/// Chooses the wording and renders it once for all destinations of a channel that share a locale, unless the channel
/// renders personally or the message says something to this reader alone.
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
        /// As everyone may see it.
        let message: Message
        let rendering: Rendering
        /// With the places for readers' own values; nil where it has none, or the channel is no reader's own.
        let personal: (wording: Message, names: [String])?
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
        let manifest = channel.adapter.manifest
        guard !manifest.isPersonal else {
            let wording = content.message(for: destination.locale, plugin: manifest.kind)
            let values = manifest.capabilities.contains(.personal) ? destination.variables : [:]
            let message = wording.addressed(to: values)
            return (message, try channel.adapter.render(message, for: destination))
        }
        let shaped = try shaped(content, for: destination, on: channel, renewal: renewal)
        guard let personal = shaped.personal, personal.names.contains(where: { destination.variables[$0] != nil })
        else {
            return (shaped.message, shaped.rendering)
        }
        let message = personal.wording.addressed(to: destination.variables)
        return (message, try channel.adapter.render(message, for: destination))
    }

    /// What everyone gets who has no values of his own.
    private func shaped(
        _ content: MessageSet,
        for destination: Destination,
        on channel: ConfiguredChannel,
        renewal: Int
    ) throws(Fault) -> Shaped {
        let key = Key(
            message: content.standard.id,
            locale: destination.locale,
            channel: channel.name,
            renewal: renewal
        )
        if let shaped = cache.withLock({ $0[key] }) { return shaped }
        let manifest = channel.adapter.manifest
        let wording = content.message(for: destination.locale, plugin: manifest.kind)
        let names = manifest.capabilities.contains(.personal) ? wording.readerPlaces.map(\.name) : []
        let message = wording.addressed(to: [:])
        let shaped = Shaped(
            message: message,
            rendering: try channel.adapter.render(message, for: destination),
            personal: names.isEmpty ? nil : (wording, names)
        )
        cache.withLock { cache in
            // Rare and cheap to refill: whole fan-outs use a handful of entries.
            if cache.count >= capacity { cache.removeAll(keepingCapacity: true) }
            cache[key] = shaped
        }
        return shaped
    }
}
