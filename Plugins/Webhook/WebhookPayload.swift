// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import FoundationEssentials

/// What an endpoint receives: `{"type", "timestamp", "data"}`, or the same in a CloudEvents envelope.
///
/// Everything in it follows from the message, so that every attempt sends the same bytes.
package struct WebhookPayload: Encodable, Sendable {
    /// `incident.update.published`, `notice.published` for a message outside an incident, or `subscription.confirmation`
    /// for the question whether messages are wanted, whose `link` leads to where they are confirmed.
    package let type: String
    /// When the event happened, not when it is sent.
    package let timestamp: Timestamp
    package let data: Content

    /// What is said, with the facts that programs act on.
    package struct Content: Encodable, Sendable {
        package let messageID: Message.ID
        package let locale: LocaleTag
        /// With the marks of a drill and of a correction before it.
        package let title: String
        package let sections: [Passage]
        package let incident: IncidentReference?
        package let severity: Severity?
        package let phase: Phase?
        package let components: [ComponentName]
        package let category: String?
        package let startedAt: Timestamp?
        package let publishedAt: Timestamp
        package let resolvedAt: Timestamp?
        package let nextUpdateAt: Timestamp?
        /// Of planned work alone.
        package let scheduledFor: Timestamp?
        package let scheduledUntil: Timestamp?
        package let link: String?
        package let drill: Bool
        /// True where a text ends early; absent otherwise.
        package let truncated: Bool?
        /// Sections that were left out because room was short; absent where none was.
        package let droppedSections: [SectionName]?

        private enum CodingKeys: String, CodingKey {
            case locale, title, sections, incident, severity, phase, components, category, link, drill, truncated
            case messageID = "message_id"
            case startedAt = "started_at"
            case publishedAt = "published_at"
            case resolvedAt = "resolved_at"
            case nextUpdateAt = "next_update_at"
            case scheduledFor = "scheduled_for"
            case scheduledUntil = "scheduled_until"
            case droppedSections = "dropped_sections"
        }
    }

    /// One section: as it was written, and readable without a Markdown library.
    package struct Passage: Encodable, Sendable {
        package let name: SectionName
        package let markdown: String
        package let text: String
    }

    package init(_ message: Message, dropped: [SectionName] = [], isTruncated: Bool = false) {
        let facts = message.facts
        let notice = message.asksForConfirmation ? "subscription.confirmation" : "notice.published"
        self.type = facts.incident == nil ? notice : "incident.update.published"
        self.timestamp = facts.publishedAt
        self.data = Content(
            messageID: message.id,
            locale: message.locale,
            title: message.markedTitle,
            sections: message.sections.map {
                Passage(name: $0.name, markdown: $0.markdown, text: Markdown($0.markdown).plainText())
            },
            incident: facts.incident,
            severity: facts.severity,
            phase: facts.phase,
            components: facts.components,
            category: facts.category,
            startedAt: facts.startedAt,
            publishedAt: facts.publishedAt,
            resolvedAt: facts.resolvedAt,
            nextUpdateAt: facts.nextUpdateAt,
            scheduledFor: facts.scheduledFor,
            scheduledUntil: facts.scheduledUntil,
            link: facts.link,
            drill: facts.isDrill,
            truncated: isTruncated ? true : nil,
            droppedSections: dropped.isEmpty ? nil : dropped
        )
    }

    /// The payload as the request's body; CloudEvents asks for the hub's address as its `source`.
    package func json(as format: WebhookSettings.Format, source: String) throws(Fault) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            let bytes =
                switch format {
                case .standard: try encoder.encode(self)
                case .cloudEvents: try encoder.encode(CloudEvent(self, source: source))
                }
            return String(decoding: bytes, as: UTF8.self)
        } catch {
            throw Fault(.internalError, "The payload could not be written as JSON.")
        }
    }
}

/// CloudEvents 1.0, structured mode.
private struct CloudEvent: Encodable {
    let specversion = "1.0"
    /// With `source` what consumers deduplicate by; the locales of one message differ in their data.
    let id: String
    let source: String
    let type: String
    let subject: String?
    let time: Timestamp
    let datacontenttype = "application/json"
    let data: WebhookPayload.Content

    init(_ payload: WebhookPayload, source: String) {
        self.id = "\(payload.data.messageID.text)-\(payload.data.locale.text)"
        self.source = source.isEmpty ? "/" : source
        self.type = payload.type
        self.subject = payload.data.incident?.id.text
        self.time = payload.timestamp
        self.data = payload.data
    }
}
