// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Text without marks, for a provider that has none: links show their address, and nothing mentions anybody.
struct PlainDialect: MarkupDialect {
    func text(_ words: String) -> String { MassMentions.neutralised(PlainDialect.cleaned(words)) }
    func code(_ code: String) -> String { text(code) }
    func codeBlock(_ code: String, language: String?) -> String { text(code) }
    func strong(_ inner: String) -> String { inner }
    func emphasis(_ inner: String) -> String { inner }
    /// What is struck out must not read as if it held.
    func strikethrough(_ inner: String) -> String { "~~\(inner)~~" }

    func link(_ address: String, _ label: String) -> String {
        guard address.lowercased().hasPrefix("http") else { return label }
        let words = String(String.UnicodeScalarView(label.unicodeScalars.filter { $0 != "\u{2060}" }))
        let bare = PlainDialect.bare(address)
        return MarkdownAddress.shows(words, address) || words == bare ? bare : "\(label) (\(bare))"
    }

    /// An address in which no `@` can be taken for a mention; it leads to the same place.
    static func bare(_ address: String) -> String { cleaned(address).replacing("@", with: "%40") }

    /// Without control characters but line breaks.
    static func cleaned(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { scalar in
                    switch scalar.value {
                    case 0x0A: true
                    case 0..<0x20, 0x7F..<0xA0: false
                    default: true
                    }
                }
            )
        )
    }
}
