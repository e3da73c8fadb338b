// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox
import Synchronization

/// Chooses the wording and renders it once for all destinations of a channel that share a locale, unless the channel
/// renders personally or the message says something to this reader alone.
final class Renderer: Sendable {
    /// What a destination gets: one object for all that get the same, for a message is much to copy.
    final class Shaped: Sendable {
        let message: Message
        let rendering: Rendering
        /// With the places for readers' own values; nil where it has none, or the channel is no reader's own.
        fileprivate let personal: (wording: Message, names: [String])?

        fileprivate init(_ message: Message, _ rendering: Rendering, personal: (Message, [String])? = nil) {
            self.message = message
            self.rendering = rendering
            self.personal = personal
        }
    }

    private struct Key: Hashable {
        let message: Message.ID
        /// The destination's, as it says it.
        let locale: LocaleTag?
        let channel: ChannelName
        /// What was shaped with other settings is of no use.
        let renewal: Int

        init(_ claim: Claim, _ channel: ConfiguredChannel, renewal: Int) {
            self.message = claim.message
            self.locale = claim.destination.locale
            self.channel = channel.name
            self.renewal = renewal
        }
    }

    private let capacity: Int
    private let cache: Mutex<[Key: Shaped]> = Mutex([:])

    init(capacity: Int = 256) { self.capacity = capacity }

    /// What the destination gets of a message that was rendered before; nil where it was not.
    ///
    /// Here `renewal` says how often the channel's settings have changed.
    func known(_ claim: Claim, on channel: ConfiguredChannel, renewal: Int) throws(Fault) -> Shaped? {
        guard !channel.adapter.manifest.isPersonal else { return nil }
        let key = Key(claim, channel, renewal: renewal)
        guard let shaped = cache.withLock({ $0[key] }) else { return nil }
        return try Self.addressed(shaped, to: claim.destination, on: channel)
    }

    /// Renders the message for the destination, and remembers what others get as well.
    func render(
        _ content: MessageSet,
        for claim: Claim,
        on channel: ConfiguredChannel,
        renewal: Int
    ) throws(Fault) -> Shaped {
        let manifest = channel.adapter.manifest
        let destination = claim.destination
        let wording = content.message(for: destination.locale, plugin: manifest.kind)
        let takesValues = manifest.capabilities.contains(.personal)
        guard !manifest.isPersonal else {
            let message = wording.addressed(to: takesValues ? destination.variables : [:])
            return Shaped(message, try channel.adapter.render(message, for: destination))
        }
        let names = takesValues ? wording.readerPlaces.map(\.name) : []
        // What everyone gets who has no values of his own.
        let message = wording.addressed(to: [:])
        let shaped = Shaped(
            message,
            try channel.adapter.render(message, for: destination),
            personal: names.isEmpty ? nil : (wording, names)
        )
        cache.withLock { cache in
            // Rare and cheap to refill: whole fan-outs use a handful of entries.
            if cache.count >= capacity { cache.removeAll(keepingCapacity: true) }
            cache[Key(claim, channel, renewal: renewal)] = shaped
        }
        return try Self.addressed(shaped, to: destination, on: channel)
    }

    /// The same with the reader's own values, where he has any that the message has a place for.
    private static func addressed(
        _ shaped: Shaped,
        to destination: Destination,
        on channel: ConfiguredChannel
    ) throws(Fault) -> Shaped {
        guard let personal = shaped.personal, personal.names.contains(where: { destination.variables[$0] != nil })
        else { return shaped }
        let message = personal.wording.addressed(to: destination.variables)
        return Shaped(message, try channel.adapter.render(message, for: destination))
    }
}
