// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// The body for clients that show no HTML: words without marks.
struct MatrixPlain: MarkupDialect {
    func text(_ words: String) -> String { MassMentions.neutralised(words) }
    func code(_ code: String) -> String { text(code) }
    func codeBlock(_ code: String, language: String?) -> String { text(code) }
    func strong(_ inner: String) -> String { inner }
    func emphasis(_ inner: String) -> String { inner }
    // What is struck out must not read as if it held.
    func strikethrough(_ inner: String) -> String { "~~\(inner)~~" }

    func link(_ address: String, _ label: String) -> String {
        MarkdownAddress.shows(label, address) || label == text(address) ? label : "\(label) (\(text(address)))"
    }
}
