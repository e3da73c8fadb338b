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
    /// Whether anyone was told; what was only recorded is a draft, and on no page.
    package var isTold: Bool

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
        author: String,
        isTold: Bool = true
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
        self.isTold = isTold
    }

    /// Records of earlier versions do not say whether anyone was told.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            id: try values.decode(ID.self, forKey: .id),
            incident: try values.decode(Incident.ID.self, forKey: .incident),
            sequence: try values.decode(Int.self, forKey: .sequence),
            phase: try values.decode(Phase.self, forKey: .phase),
            publishedAt: try values.decode(Timestamp.self, forKey: .publishedAt),
            nextUpdateAt: try values.decodeIfPresent(Timestamp.self, forKey: .nextUpdateAt),
            audiences: try values.decode([AudienceName].self, forKey: .audiences),
            messages: try values.decode([Message].self, forKey: .messages),
            template: try values.decodeIfPresent(TemplateName.self, forKey: .template),
            author: try values.decode(String.self, forKey: .author),
            isTold: try values.decodeIfPresent(Bool.self, forKey: .isTold) ?? true
        )
    }
}
