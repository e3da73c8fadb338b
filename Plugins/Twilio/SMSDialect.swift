// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Text for telephones that know no marks: links show their address.
struct SMSDialect: MarkupDialect {
    let transliteration: Transliteration

    /// The mark of a cut text is written in three dots whatever is asked for: one character more would cost a message
    /// half its room.
    func text(_ words: String) -> String {
        transliteration.applied(to: SMSDialect.cleaned(words).replacing("…", with: "..."))
    }

    func code(_ code: String) -> String { text(code) }
    func codeBlock(_ code: String, language: String?) -> String { text(code) }
    func strong(_ inner: String) -> String { inner }
    func emphasis(_ inner: String) -> String { inner }
    /// What is struck out must not read as if it held.
    func strikethrough(_ inner: String) -> String { "--\(inner)--" }
    func marker(_ number: Int?) -> String { number.map { "\($0). " } ?? "- " }

    func link(_ address: String, _ label: String) -> String {
        guard address.lowercased().hasPrefix("http") else { return label }
        let bare = SMSDialect.cleaned(address)
        return MarkdownAddress.shows(label, address) || label == text(address) ? bare : "\(label) \(bare)"
    }

    private static func cleaned(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0 == "\n" || $0.properties.generalCategory != .control }
            )
        )
    }
}
