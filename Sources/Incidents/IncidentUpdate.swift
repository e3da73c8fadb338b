// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// One statement about an incident at one phase, as it was published.
package struct IncidentUpdate: Codable, Hashable, Sendable, Identifiable {
    package typealias ID = Identifier<UpdateSubject>

    package var id: ID
    package var incident: Incident.ID
    /// 1 for the first, rising by one.
    package var sequence: Int
    package var phase: Phase
    package var publishedAt: Timestamp
    package var nextUpdateAt: Timestamp?
    package var audiences: [AudienceName]
    /// The message in each locale it was composed in; the first is the default.
    package var messages: [Message]
    package var template: TemplateName?
    /// Who published it: a token's name.
    package var author: String

    package init(
        id: ID,
        incident: Incident.ID,
        sequence: Int,
        phase: Phase,
        publishedAt: Timestamp,
        nextUpdateAt: Timestamp? = nil,
        audiences: [AudienceName],
        messages: [Message],
        template: TemplateName? = nil,
        author: String
    ) {
        self.id = id
        self.incident = incident
        self.sequence = sequence
        self.phase = phase
        self.publishedAt = publishedAt
        self.nextUpdateAt = nextUpdateAt
        self.audiences = audiences
        self.messages = messages
        self.template = template
        self.author = author
    }
}
