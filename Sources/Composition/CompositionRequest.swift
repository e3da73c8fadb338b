// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// What is to be said, before it is put into words.
package struct CompositionRequest: Sendable {
    package enum Content: Hashable, Sendable {
        case template(TemplateName, variables: [String: VariableValue])
        /// Written by hand, in the default locale.
        case plain(title: String, sections: [Section])
    }

    package var id: Message.ID
    package var facts: Facts
    package var content: Content
    /// The locale of what is written by hand, and the first choice of a template's.
    package var defaultLocale: LocaleTag
    /// The locales that readers want; nil for all that the template has.
    package var locales: [LocaleTag]?

    package init(
        id: Message.ID,
        facts: Facts,
        content: Content,
        defaultLocale: LocaleTag = .english,
        locales: [LocaleTag]? = nil
    ) {
        self.id = id
        self.facts = facts
        self.content = content
        self.defaultLocale = defaultLocale
        self.locales = locales
    }
}
