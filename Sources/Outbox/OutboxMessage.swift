// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// A message as the outbox accepts it.
package struct OutboxMessage: Hashable, Sendable {
    package var id: Message.ID { content.standard.id }
    package var content: MessageSet
    package var priority: Priority
    package var acceptedAt: Timestamp

    package init(content: MessageSet, priority: Priority, acceptedAt: Timestamp) {
        self.content = content
        self.priority = priority
        self.acceptedAt = acceptedAt
    }

    /// The incident whose order it keeps to, where it belongs to one.
    package var incident: IncidentReference? { content.standard.facts.incident }
}

/// To whom a message goes.
package struct Recipients: Codable, Hashable, Sendable {
    /// Every destination of these audiences, each once.
    package var audiences: [AudienceName]
    /// Addresses named for this message alone.
    package var destinations: [Destination]
    /// Only destinations on these channels; nil for all.
    package var channels: Set<ChannelName>?

    package init(
        audiences: [AudienceName] = [],
        destinations: [Destination] = [],
        channels: Set<ChannelName>? = nil
    ) {
        self.audiences = audiences
        self.destinations = destinations
        self.channels = channels
    }
}
