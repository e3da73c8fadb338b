// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// A message as the outbox accepts it.
package struct OutboxMessage: Hashable, Sendable {
    package var id: Message.ID { content.standard.id }
    package var content: MessageSet
    package var priority: Priority
    package var acceptedAt: Timestamp
    /// Whether its reader has just asked for it, so that it goes even to one who has unsubscribed.
    package var isSolicited: Bool

    package init(content: MessageSet, priority: Priority, acceptedAt: Timestamp, isSolicited: Bool = false) {
        self.content = content
        self.priority = priority
        self.acceptedAt = acceptedAt
        self.isSolicited = isSolicited
    }

    /// The incident whose order it keeps to, where it belongs to one.
    package var incident: IncidentReference? { content.standard.facts.incident }
}

/// To whom a message goes.
package struct Recipients: Codable, Hashable, Sendable {
    /// The destinations of these audiences that want it, each once, and one of each person on a channel.
    package var audiences: [AudienceName]
    /// Only these parts of some of the audiences: whoever is in one of an audience's parts is meant.
    package var segments: [AudienceName: [Segment]]
    /// Addresses named for this message alone.
    package var destinations: [Destination]
    /// Only destinations on these channels; nil for all.
    package var channels: Set<ChannelName>?

    package init(
        audiences: [AudienceName] = [],
        segments: [AudienceName: [Segment]] = [:],
        destinations: [Destination] = [],
        channels: Set<ChannelName>? = nil
    ) {
        self.audiences = audiences
        self.segments = segments
        self.destinations = destinations
        self.channels = channels
    }
}
