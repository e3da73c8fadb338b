// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// One banner: what a page shows one audience about one incident, or about one stand-alone notice.
package struct BannerEntry: Codable, Hashable, Sendable {
    /// How a page dresses it; never by colour alone.
    package enum Level: String, Codable, Hashable, Sendable, CaseIterable {
        case info, warning, critical, success
    }

    /// Where the reader finds more.
    package struct Link: Codable, Hashable, Sendable {
        package var url: String
        package var label: String
    }

    /// The same banner in another language.
    package struct Variant: Codable, Hashable, Sendable {
        package var title: String
        package var body: String
        package var label: String?
        package var words: BannerWords?
    }

    /// The incident's id, else the message's.
    package var id: String
    package var incidentID: String?
    /// The place of the update among the incident's; a later one replaces an earlier one, never the reverse.
    package var sequence: Int
    package var severity: Severity?
    /// Absent for a notice that belongs to no incident.
    package var status: Phase?
    package var level: Level
    /// The language of `title` and `body`.
    package var locale: LocaleTag
    /// Plain text of at most 80 characters.
    package var title: String
    /// Plain text of at most 280 characters.
    package var body: String
    package var link: Link?
    /// Absent in files that an earlier version wrote.
    package var words: BannerWords?
    /// By language tag; the one in ``locale`` is not repeated.
    package var locales: [String: Variant]
    package var components: [ComponentName]
    /// For whom it is shown; absent where it is for everyone.
    package var audience: AudienceName?
    /// On which paths of the site it is shown; absent where it is on all.
    package var paths: [String]?
    /// Whether a reader may close it.
    package var dismissible: Bool
    /// A drill: pages in production ignore it.
    package var exercise: Bool
    package var startsAt: Timestamp
    /// When the update it shows was published.
    package var updatedAt: Timestamp
    /// From when on pages no longer show it, even if the file is never written again.
    package var endsAt: Timestamp
    package var nextUpdateAt: Timestamp?

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case id, sequence, severity, status, level, locale, title, body, link, words, locales, components
        case audience, paths, dismissible, exercise
        case incidentID = "incident_id"
        case startsAt = "starts_at"
        case updatedAt = "updated_at"
        case endsAt = "ends_at"
        case nextUpdateAt = "next_update_at"
    }
}

extension BannerEntry {
    /// Takes over the languages of `other`, which shows the same update; where both have one, the other's counts.
    mutating func adopt(_ other: BannerEntry) {
        guard other.locale != locale else {
            let mine = locales
            self = other
            locales.merge(mine) { newer, _ in newer }
            locales[locale.text] = nil
            return
        }
        locales.merge(other.locales) { _, newer in newer }
        locales[other.locale.text] = Variant(
            title: other.title,
            body: other.body,
            label: other.link?.label,
            words: other.words
        )
        locales[locale.text] = nil
    }

    /// Most urgent first: the real before the exercise, the open before the closed, then severity, then the latest.
    static func isMoreUrgent(_ left: BannerEntry, _ right: BannerEntry) -> Bool {
        if left.exercise != right.exercise { return right.exercise }
        if left.isOpen != right.isOpen { return left.isOpen }
        if left.severity != right.severity {
            guard let mine = left.severity else { return false }
            return right.severity.map { mine > $0 } ?? true
        }
        if left.updatedAt != right.updatedAt { return left.updatedAt > right.updatedAt }
        if left.id != right.id { return left.id < right.id }
        return (left.audience?.text ?? "") < (right.audience?.text ?? "")
    }

    /// The same banner for that audience alone, or for everyone.
    func shown(to audience: AudienceName?) -> BannerEntry {
        var copy = self
        copy.audience = audience
        return copy
    }

    /// Whether both are about the same thing, for the same readers.
    func stands(inPlaceOf other: BannerEntry) -> Bool { id == other.id && audience == other.audience }

    private var isOpen: Bool { status?.isOpen ?? true }
}
