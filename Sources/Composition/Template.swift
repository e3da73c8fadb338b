// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// A template that was read without errors.
package struct Template: Sendable {
    package let name: TemplateName
    package let manifest: TemplateManifest
    /// The locale that stands in for all others: the library's default where the template has it, else English, else
    /// the first in alphabetical order.
    package let defaultLocale: LocaleTag
    let texts: [LocaleTag: TemplateText]
    /// By the channel's kind; what an override leaves out is already filled in.
    let overrides: [String: [LocaleTag: TemplateText]]

    init(
        name: TemplateName,
        manifest: TemplateManifest,
        defaultLocale: LocaleTag,
        texts: [LocaleTag: TemplateText],
        overrides: [String: [LocaleTag: TemplateText]]
    ) {
        self.name = name
        self.manifest = manifest
        self.defaultLocale = defaultLocale
        self.texts = texts
        self.overrides = overrides
    }

    /// The locales it is written in, the default first.
    package var locales: [LocaleTag] { [defaultLocale] + texts.keys.filter { $0 != defaultLocale }.sorted() }

    /// The kinds of channel that it has a wording of their own for.
    package var plugins: [String] { overrides.keys.sorted() }

    /// The day of `review-by`, at its beginning in UTC.
    package var reviewBy: Timestamp? { Timestamp(manifest.reviewBy + "T00:00:00Z") }

    /// The locale among its own that readers of `wanted` are given; nil where there is none of their language.
    func locale(serving wanted: LocaleTag) -> LocaleTag? {
        wanted.lookupChain.first { texts[$0] != nil } ?? locales.first { $0.language == wanted.language }
    }

    /// Where a declared variable is used first: in the default locale, then in the others, else its declaration.
    func place(of variable: TemplateVariable) -> (file: String, line: Int) {
        for text in locales.compactMap({ texts[$0] }) {
            for (_, piece) in text.pieces {
                if let line = piece.line(using: variable.name) { return (piece.file, line) }
            }
        }
        return ("\(name)/template.yaml", variable.line)
    }
}
