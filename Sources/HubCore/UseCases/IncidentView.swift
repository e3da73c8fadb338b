// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Incidents
import Outbox

/// An incident as the API shows it.
struct IncidentView: Encodable, Sendable {
    let incident: Incident
    let url: String
    /// The update that was published with this very request.
    var published: PublishedView?
    var updates: [UpdateView]?
    var deliveries: [DeliveryState: Int]?
    var feedback: FeedbackTotals?

    init(
        _ incident: Incident,
        url: String,
        published: PublishedView? = nil,
        updates: [UpdateView]? = nil,
        deliveries: [DeliveryState: Int]? = nil,
        feedback: FeedbackTotals? = nil
    ) {
        self.incident = incident
        self.url = url
        self.published = published
        self.updates = updates
        self.deliveries = deliveries
        self.feedback = feedback
    }

    private enum CodingKeys: String, CodingKey {
        case id, url, title, severity, category, components, labels, audiences, owner, playbook, phase
        case update, updates, deliveries, feedback, revision
        case startedAt = "started_at"
        case scheduledFor = "scheduled_for"
        case scheduledUntil = "scheduled_until"
        case declaredAt = "declared_at"
        case resolvedAt = "resolved_at"
        case nextUpdateAt = "next_update_at"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(incident.id, forKey: .id)
        try values.encode(url, forKey: .url)
        try values.encode(incident.title, forKey: .title)
        try values.encode(incident.severity, forKey: .severity)
        try values.encode(incident.category, forKey: .category)
        try values.encode(incident.components, forKey: .components)
        try values.encode(incident.labels, forKey: .labels)
        try values.encode(incident.audiences, forKey: .audiences)
        try values.encode(incident.owner, forKey: .owner)
        try values.encode(incident.playbook, forKey: .playbook)
        try values.encode(incident.phase, forKey: .phase)
        try values.encode(incident.startedAt, forKey: .startedAt)
        try values.encode(incident.window.start, forKey: .scheduledFor)
        try values.encode(incident.window.end, forKey: .scheduledUntil)
        try values.encode(incident.declaredAt, forKey: .declaredAt)
        try values.encode(incident.resolvedAt, forKey: .resolvedAt)
        try values.encode(incident.nextUpdateAt, forKey: .nextUpdateAt)
        try values.encode(incident.revision, forKey: .revision)
        try values.encodeIfPresent(published, forKey: .update)
        try values.encodeIfPresent(updates, forKey: .updates)
        try values.encodeIfPresent(feedback, forKey: .feedback)
        if let deliveries {
            let counts = deliveries.map { ($0.key.rawValue, $0.value) }
            try values.encode(Dictionary(uniqueKeysWithValues: counts), forKey: .deliveries)
        }
    }
}

/// The answer to a publication.
struct PublishedView: Encodable, Sendable {
    let id: String
    let phase: Phase
    let sequence: Int
    /// To how many destinations it goes.
    let deliveries: Int
    let findings: [Finding]
    /// `queued`, or `recorded` where nobody is told.
    let state: String
    let nextUpdateAt: Timestamp?
    /// The earlier update that it puts right.
    let corrects: CorrectedUpdate?

    init(_ publication: Publication, deliveries: Int, advice: [Finding] = []) {
        self.id = publication.update.id.text
        self.phase = publication.update.phase
        self.sequence = publication.update.sequence
        self.deliveries = deliveries
        self.findings = publication.findings + advice
        self.state = publication.recipients == nil ? "recorded" : "queued"
        self.nextUpdateAt = publication.update.nextUpdateAt
        self.corrects = publication.update.corrects
    }

    private enum CodingKeys: String, CodingKey {
        case id, phase, sequence, deliveries, findings, state, corrects
        case nextUpdateAt = "next_update_at"
    }
}

/// An update in an incident's timeline.
struct UpdateView: Encodable, Sendable {
    let id: String
    let sequence: Int
    let phase: Phase
    let publishedAt: Timestamp
    let nextUpdateAt: Timestamp?
    let audiences: [AudienceName]
    let template: String?
    let author: String
    /// False for what was only recorded: it is on no page.
    let told: Bool
    /// In the default locale.
    let title: String
    let sections: [Section]
    /// The earlier update that it puts right.
    let corrects: CorrectedUpdate?

    init(_ update: IncidentUpdate) {
        self.id = update.id.text
        self.sequence = update.sequence
        self.phase = update.phase
        self.publishedAt = update.publishedAt
        self.nextUpdateAt = update.nextUpdateAt
        self.audiences = update.audiences
        self.template = update.template?.text
        self.author = update.author
        self.told = update.isTold
        self.title = update.messages.first?.title ?? ""
        self.sections = update.messages.first?.sections ?? []
        self.corrects = update.corrects
    }

    private enum CodingKeys: String, CodingKey {
        case id, sequence, phase, audiences, template, author, told, title, sections, corrects
        case publishedAt = "published_at"
        case nextUpdateAt = "next_update_at"
    }
}
