// SPDX-License-Identifier: Apache-2.0

/// Markdown as a notification shows it: words alone, with the address behind a link that does not show it.
package struct NotificationDialect: MarkupDialect {
    package init() {}

    package func text(_ words: String) -> String { words }
    package func code(_ code: String) -> String { code }
    package func codeBlock(_ code: String, language: String?) -> String { code }
    package func strong(_ inner: String) -> String { inner }
    package func emphasis(_ inner: String) -> String { inner }
    package func strikethrough(_ inner: String) -> String { "~~\(inner)~~" }
    package func link(_ address: String, _ label: String) -> String {
        label == address ? label : "\(label) (\(address))"
    }

    /// One line without control characters, which no notification can show.
    package static func line(_ text: String, longest bytes: Int) -> String {
        let scalars = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
        return TextLimit(bytes, .bytes).truncate(String(String.UnicodeScalarView(scalars)))
    }
}
