// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Words of the configuration that readers see, in one language or in several.
package struct ReaderText: Sendable, Hashable {
    /// For every language that has no words of its own.
    package var standard: String
    package var byLocale: [LocaleTag: String]

    package init(_ standard: String, byLocale: [LocaleTag: String] = [:]) {
        self.standard = standard
        self.byLocale = byLocale
    }

    /// From a name: `seller-payouts` becomes “Seller payouts”.
    package init(named name: String) {
        let words = name.split { "-_.".contains($0) }.joined(separator: " ")
        self.init(words.prefix(1).uppercased() + words.dropFirst())
    }

    /// From a text, or from texts by language tag; nil for anything else.
    package init?(_ document: Document) {
        switch document.content {
        case .string(let text) where !text.isEmpty: self.init(text)
        case .object(let entries):
            var texts: [LocaleTag: String] = [:]
            for entry in entries {
                guard let locale = LocaleTag(entry.key), case .string(let text) = entry.value.content, !text.isEmpty
                else { return nil }
                texts[locale] = text
            }
            guard let standard = texts[.english] ?? texts.min(by: { $0.key < $1.key })?.value else { return nil }
            self.init(standard, byLocale: texts)
        default: return nil
        }
    }

    /// The words for readers of `locale`: its own, those of its shorter forms, else the standard ones.
    package func callAsFunction(_ locale: LocaleTag) -> String {
        locale.lookupChain.lazy.compactMap { byLocale[$0] }.first ?? standard
    }
}
