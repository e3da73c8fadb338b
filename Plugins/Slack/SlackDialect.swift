// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Slack's mrkdwn: entities for `&`, `<` and `>`, and no escape at all for its marks.
///
/// A mark only counts at the edge of a word, beside something that can be seen: zero-width spaces on both its sides
/// keep it from counting, and marks within words are left as they are.
package struct SlackDialect: MarkupDialect {
    private static let gap: Unicode.Scalar = "\u{200B}"
    private static let special = Array("&<>*_~`:".utf8)

    package init() {}

    package func text(_ words: String) -> String {
        let words = MassMentions.neutralised(words)
        guard words.utf8.contains(where: { SlackDialect.special.contains($0) }) else { return words }
        let scalars = Array(words.unicodeScalars)
        var result = String.UnicodeScalarView()
        for (place, scalar) in scalars.enumerated() {
            switch scalar {
            case "&": result.append(contentsOf: "&amp;".unicodeScalars)
            case "<": result.append(contentsOf: "&lt;".unicodeScalars)
            case ">":
                // At the beginning of a line it would be a quotation, even as an entity.
                if isLineStart(place, scalars) { result.append(SlackDialect.gap) }
                result.append(contentsOf: "&gt;".unicodeScalars)
            case "*", "_", "~", "`":
                let isInside = scalar == "_" && isWordPart(place - 1, scalars) && isWordPart(place + 1, scalars)
                if !isInside { result.append(SlackDialect.gap) }
                result.append(scalar)
                if !isInside { result.append(SlackDialect.gap) }
            case ":":
                result.append(scalar)
                if isShortcode(after: place, scalars) { result.append("\u{2060}") }
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    package func code(_ code: String) -> String {
        // No code can hold a backtick: its double stands in.
        "`" + SlackDialect.entities(code.replacing("`", with: "ˋ")) + "`"
    }

    package func codeBlock(_ code: String, language: String?) -> String {
        "```\n" + SlackDialect.entities(code.replacing("``", with: "`\u{200B}`\u{200B}")) + "\n```"
    }

    package func strong(_ inner: String) -> String { "*\(inner)*" }
    package func emphasis(_ inner: String) -> String { "_\(inner)_" }
    package func strikethrough(_ inner: String) -> String { "~\(inner)~" }

    package func link(_ address: String, _ label: String) -> String {
        let target = SlackDialect.entities(address).replacing("|", with: "%7C")
        return "<\(target)|\(label.replacing("|", with: "¦"))>"
    }

    private static func entities(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x26 || $0 == 0x3C || $0 == 0x3E }) else { return text }
        return text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    private func isLineStart(_ place: Int, _ scalars: [Unicode.Scalar]) -> Bool {
        let before = scalars[..<place].last { !$0.properties.isWhitespace || $0 == "\n" }
        return before == nil || before == "\n"
    }

    private func isWordPart(_ place: Int, _ scalars: [Unicode.Scalar]) -> Bool {
        guard scalars.indices.contains(place) else { return false }
        return scalars[place].properties.isAlphabetic || scalars[place].properties.numericType != nil
    }

    /// Whether what follows a colon would become a picture, as `:fire:` does.
    private func isShortcode(after place: Int, _ scalars: [Unicode.Scalar]) -> Bool {
        let name = scalars[(place + 1)...].prefix(64).prefix { $0 != ":" }
        return scalars.indices.contains(name.endIndex) && scalars[name.endIndex] == ":" && !name.isEmpty
            && name.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789_+-'".unicodeScalars.contains($0))
            }
    }
}
