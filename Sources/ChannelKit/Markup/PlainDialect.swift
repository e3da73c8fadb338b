// SPDX-License-Identifier: Apache-2.0

/// Text without marks, for a provider that has none: links show their address, and nothing mentions anybody.
package struct PlainDialect: MarkupDialect {
    package init() {}

    package func text(_ words: String) -> String {
        PlainDialect.withoutWideMentions(MassMentions.neutralised(PlainDialect.cleaned(words)))
    }
    package func code(_ code: String) -> String { text(code) }
    package func codeBlock(_ code: String, language: String?) -> String { text(code) }
    package func strong(_ inner: String) -> String { inner }
    package func emphasis(_ inner: String) -> String { inner }
    /// What is struck out must not read as if it held.
    package func strikethrough(_ inner: String) -> String { "~~\(inner)~~" }

    package func link(_ address: String, _ label: String) -> String {
        guard address.lowercased().hasPrefix("http") else { return label }
        let words = String(String.UnicodeScalarView(label.unicodeScalars.filter { $0 != "\u{2060}" }))
        let bare = PlainDialect.bare(address)
        return MarkdownAddress.shows(words, address) || words == bare ? bare : "\(label) (\(bare))"
    }

    /// The full-width `＠` mentions people as well.
    private static func withoutWideMentions(_ text: String) -> String { text.replacing("＠", with: "＠\u{2060}") }

    /// An address in which no `@` can be taken for a mention; it leads to the same place.
    package static func bare(_ address: String) -> String { cleaned(address).replacing("@", with: "%40") }

    /// Without control characters but line breaks, and without the private characters that stand for addresses.
    package static func cleaned(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { scalar in
                    switch scalar.value {
                    case 0x0A: true
                    case 0..<0x20, 0x7F..<0xA0, 0xF_0000...0xF_FFFF: false
                    default: true
                    }
                }
            )
        )
    }
}
