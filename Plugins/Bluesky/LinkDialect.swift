// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Text without marks but for links: private characters stand around each, until it becomes a facet.
struct LinkDialect: MarkupDialect {
    /// Before a link's label, before its address, and behind it.
    static let marks: (label: Unicode.Scalar, address: Unicode.Scalar, end: Unicode.Scalar) =
        ("\u{F0000}", "\u{F0001}", "\u{F0002}")
    /// The scalars that stand for whole links while a text is measured and cut.
    static let tokens: ClosedRange<UInt32> = 0xF_0003...0xF_FFFD

    func text(_ words: String) -> String { LinkDialect.cleaned(words) }
    func code(_ code: String) -> String { text(code) }
    func codeBlock(_ code: String, language: String?) -> String { text(code) }
    func strong(_ inner: String) -> String { inner }
    func emphasis(_ inner: String) -> String { inner }
    /// What is struck out must not read as if it held.
    func strikethrough(_ inner: String) -> String { "~~\(inner)~~" }

    func link(_ address: String, _ label: String) -> String {
        // The network refuses a whole post for the sake of a link with a space of any kind in it.
        guard
            address.lowercased().hasPrefix("http"),
            !address.unicodeScalars.contains(where: \.properties.isWhitespace)
        else { return label }
        let address = LinkDialect.cleaned(address)
        let shown = MarkdownAddress.shows(label, address) ? "" : label
        return "\(LinkDialect.marks.label)\(shown)\(LinkDialect.marks.address)\(address)\(LinkDialect.marks.end)"
    }

    /// Without control characters but line breaks, and without the private characters that stand for links.
    static func cleaned(_ text: String) -> String {
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
