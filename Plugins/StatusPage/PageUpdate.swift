// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// One update of an incident as the page keeps it: what is known, and what is said in each language.
package struct PageUpdate: Codable, Hashable, Sendable {
    /// What the update says in one language.
    package struct Text: Codable, Hashable, Sendable {
        /// The message that said it: of two for the same update and language the later one counts.
        package var message: Message.ID
        package var locale: LocaleTag
        /// One line, without the marks of an exercise or a correction.
        package var title: String
        package var sections: [Section]
    }

    package var id: String
    /// 1 for the incident's first update; 0 for a notice.
    package var sequence: Int
    package var phase: Phase?
    package var severity: Severity?
    package var components: [ComponentName]
    package var publishedAt: Timestamp
    package var startedAt: Timestamp?
    package var resolvedAt: Timestamp?
    package var nextUpdateAt: Timestamp?
    package var scheduledFor: Timestamp?
    package var scheduledUntil: Timestamp?
    package var corrects: CorrectedUpdate?
    /// By the language's tag; empty for the page's main language.
    package var texts: [String: Text]

    package enum CodingKeys: String, CodingKey {
        case id, sequence, phase, severity, components, corrects, texts
        case publishedAt = "published_at"
        case startedAt = "started_at"
        case resolvedAt = "resolved_at"
        case nextUpdateAt = "next_update_at"
        case scheduledFor = "scheduled_for"
        case scheduledUntil = "scheduled_until"
    }

    /// The words for readers of a language: their own, else the main one's, else any.
    package func text(in slot: String) -> Text? {
        texts[slot] ?? texts[""] ?? texts.min { $0.key < $1.key }?.value
    }

    /// Takes over what `other` says of the same update, where it is as late as what is here or later.
    mutating func adopt(_ other: PageUpdate) {
        let mine = texts.values.map(\.message.text).max() ?? ""
        let theirs = other.texts.values.map(\.message.text).max() ?? ""
        var merged = texts
        for (slot, text) in other.texts where text.message.text >= merged[slot]?.message.text ?? "" {
            merged[slot] = text
        }
        if theirs >= mine { self = other }
        texts = merged
    }

    /// How many bytes it takes, near enough.
    var weight: Int {
        texts.values.reduce(300) { sum, text in
            sum + 200 + text.title.utf8.count + text.sections.reduce(0) { $0 + 40 + $1.markdown.utf8.count }
        }
    }
}
