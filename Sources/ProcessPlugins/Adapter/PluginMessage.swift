// SPDX-License-Identifier: Apache-2.0

import Announcement

/// A message as plugins read it: the same words as in the API, whatever the hub's own records look like.
struct PluginMessage: Encodable, Sendable {
    private let message: Message

    init(_ message: Message) { self.message = message }

    private enum Key: String, CodingKey {
        case id, locale, title, subject, short, sections, facts
        case incident, severity, phase, components, category, link, drill
        case startedAt = "started_at"
        case publishedAt = "published_at"
        case resolvedAt = "resolved_at"
        case nextUpdateAt = "next_update_at"
        case scheduledFor = "scheduled_for"
        case scheduledUntil = "scheduled_until"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: Key.self)
        try values.encode(message.id, forKey: .id)
        try values.encode(message.locale, forKey: .locale)
        try values.encode(message.title, forKey: .title)
        try values.encodeIfPresent(message.subject, forKey: .subject)
        try values.encodeIfPresent(message.short, forKey: .short)
        try values.encode(message.sections, forKey: .sections)
        var facts = values.nestedContainer(keyedBy: Key.self, forKey: .facts)
        try facts.encodeIfPresent(message.facts.incident, forKey: .incident)
        try facts.encodeIfPresent(message.facts.severity, forKey: .severity)
        try facts.encodeIfPresent(message.facts.phase, forKey: .phase)
        try facts.encode(message.facts.components, forKey: .components)
        try facts.encodeIfPresent(message.facts.category, forKey: .category)
        try facts.encodeIfPresent(message.facts.startedAt, forKey: .startedAt)
        try facts.encode(message.facts.publishedAt, forKey: .publishedAt)
        try facts.encodeIfPresent(message.facts.resolvedAt, forKey: .resolvedAt)
        try facts.encodeIfPresent(message.facts.nextUpdateAt, forKey: .nextUpdateAt)
        try facts.encodeIfPresent(message.facts.scheduledFor, forKey: .scheduledFor)
        try facts.encodeIfPresent(message.facts.scheduledUntil, forKey: .scheduledUntil)
        try facts.encodeIfPresent(message.facts.link, forKey: .link)
        try facts.encode(message.facts.isDrill, forKey: .drill)
    }
}
