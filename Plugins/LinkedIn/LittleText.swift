// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// LinkedIn's “little text”: a character that it keeps for itself cuts a post off without a word, unless it is escaped.
struct LittleText: MarkupDialect {
    func text(_ words: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in words.unicodeScalars where scalar == "\n" || scalar.properties.generalCategory != .control {
            if LittleText.reserved.contains(scalar) { escaped.append("\\") }
            escaped.append(scalar)
        }
        return String(escaped)
    }

    func code(_ code: String) -> String { text(code) }
    func codeBlock(_ code: String, language: String?) -> String { text(code) }
    func strong(_ inner: String) -> String { inner }
    func emphasis(_ inner: String) -> String { inner }
    /// What is struck out must not read as if it held.
    func strikethrough(_ inner: String) -> String { text("~~") + inner + text("~~") }
    var quoteMark: String { text("> ") }

    func link(_ address: String, _ label: String) -> String {
        guard address.lowercased().hasPrefix("http") else { return label }
        let bare = text(address)
        return label == bare || MarkdownAddress.shows(label, address) ? bare : label + text(" (") + bare + text(")")
    }

    private static let reserved = Set("\\|{}@[]()<>#*_~".unicodeScalars)
}
