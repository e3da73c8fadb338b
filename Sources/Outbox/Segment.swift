// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Part of an audience: those of its destinations that fit.
package struct Segment: Codable, Hashable, Sendable {
    /// With at least one of these tags; empty for all.
    package var tags: Set<String>
    /// Written to in one of these languages, or a variety of it; empty for all.
    package var locales: Set<LocaleTag>
    /// Whether destinations without a locale of their own are among those of ``locales``.
    package var includesUnnamedLocale: Bool

    package init(tags: Set<String> = [], locales: Set<LocaleTag> = [], includesUnnamedLocale: Bool = false) {
        self.tags = tags
        self.locales = locales
        self.includesUnnamedLocale = includesUnnamedLocale
    }

    /// Whether the destination is in it.
    package func contains(_ destination: Destination) -> Bool {
        if !tags.isEmpty, tags.isDisjoint(with: destination.tags) { return false }
        guard !locales.isEmpty else { return true }
        guard let locale = destination.locale else { return includesUnnamedLocale }
        return locales.contains { locale == $0 || locale.text.hasPrefix($0.text + "-") }
    }
}
