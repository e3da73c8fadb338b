// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Words of the configuration that readers see, in one language or in several.
///
/// Written as plain text, or by language: `{ en: Checkout, de: Kasse }`.
package struct LocalText: Hashable, Sendable, Codable {
    /// For every language that ``byLocale`` has not.
    package var standard: String
    package var byLocale: [LocaleTag: String]

    package init(_ standard: String, byLocale: [LocaleTag: String] = [:]) {
        self.standard = standard
        self.byLocale = byLocale
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self.init(text)
            return
        }
        var texts: [LocaleTag: String] = [:]
        for (name, text) in try container.decode([String: String].self) {
            guard let locale = LocaleTag(name) else {
                throw DecodingError.dataCorruptedError(
                    in: container,
                    debugDescription: "“\(name.prefix(40))” is not a language tag such as en or de-AT"
                )
            }
            texts[locale] = text
        }
        guard let standard = texts[.english] ?? texts.min(by: { $0.key < $1.key })?.value else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a text in no language")
        }
        self.init(standard, byLocale: texts)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if byLocale.isEmpty {
            try container.encode(standard)
        } else {
            try container.encode(Dictionary(uniqueKeysWithValues: byLocale.map { ($0.key.text, $0.value) }))
        }
    }

    /// The words for readers of `locale`: its own, those of its shorter forms, else the standard ones.
    package func callAsFunction(_ locale: LocaleTag) -> String {
        locale.lookupChain.lazy.compactMap { byLocale[$0] }.first ?? standard
    }

    /// Every wording.
    var all: [String] { [standard] + byLocale.values }
}
