// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Markdown as a notification shows it: words alone, with the address behind a link that does not show it.
struct PlainText: MarkupDialect {
    func text(_ words: String) -> String { words }
    func code(_ code: String) -> String { code }
    func codeBlock(_ code: String, language: String?) -> String { code }
    func strong(_ inner: String) -> String { inner }
    func emphasis(_ inner: String) -> String { inner }
    func strikethrough(_ inner: String) -> String { "~~\(inner)~~" }
    func link(_ address: String, _ label: String) -> String { label == address ? label : "\(label) (\(address))" }

    /// One line without control characters, which no notification can show.
    static func line(_ text: String, longest bytes: Int) -> String {
        let scalars = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
        return TextLimit(bytes, .bytes).truncate(String(String.UnicodeScalarView(scalars)))
    }
}
