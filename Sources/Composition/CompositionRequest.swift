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

    /// What a request without a template gives: named sections, and `body` as a shorthand for `what_happened`.
    ///
    /// - Throws: ``FaultCode/schemaInvalid`` where `body` and that section are both given, or nothing is.
    package static func sections(
        _ sections: [SectionName: String],
        body: String?
    ) throws(Fault) -> [Section] {
        var texts = sections
        if let body {
            guard texts[.whatHappened] == nil else {
                throw Fault(
                    .schemaInvalid,
                    "“body” is short for section “what_happened”: give one of the two.",
                    context: ["where": "/body"]
                )
            }
            texts[.whatHappened] = body
        }
        guard !texts.isEmpty else {
            throw Fault(.schemaInvalid, "Give “body”, “sections” or “template”.", context: ["where": "/sections"])
        }
        return texts.sorted { $0.key < $1.key }.map { Section($0.key, $0.value) }
    }
}
