// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Google Chat's own marks: `*bold*`, `_italic_`, `~struck out~`, backticks, `<address|label>`.
///
/// There is no escape. What would be a mark in a text is therefore written with a character that looks like it, and
/// `<users/all>`, which calls on everybody, is broken by an invisible word joiner.
package struct GoogleChatMarkup: MarkupDialect {
    package init() {}

    package func text(_ words: String) -> String {
        var result = String.UnicodeScalarView()
        var scalars = MassMentions.neutralised(words).unicodeScalars[...]
        var previous: Unicode.Scalar?
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "*": result.append("∗")
            case "~": result.append("∼")
            case "`": result.append("ˋ")
            // Within a word it marks nothing, and words such as `card_declined` have it.
            case "_": result.append(isWord(previous) && isWord(scalars.first) ? "_" : "ˍ")
            case "<": result.append(contentsOf: "<\u{2060}".unicodeScalars)
            default: result.append(scalar)
            }
            previous = scalar
        }
        return String(result)
    }

    package func code(_ code: String) -> String {
        let line = inert(code).split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.allSatisfy(\.isWhitespace) ? line : "`\(line)`"
    }

    package func codeBlock(_ code: String, language: String?) -> String { "```\n\(inert(code))\n```" }

    package func strong(_ inner: String) -> String { marked(inner, "*") }
    package func emphasis(_ inner: String) -> String { marked(inner, "_") }
    package func strikethrough(_ inner: String) -> String { marked(inner, "~") }

    /// Always with a label: marks close by could become part of a bare address.
    package func link(_ address: String, _ label: String) -> String {
        let safe = GoogleChatMarkup.address(address)
        let words = GoogleChatMarkup.label(label == text(address) ? address : label)
        return "<\(safe)|\(words.allSatisfy(\.isWhitespace) ? GoogleChatMarkup.label(safe) : words)>"
    }

    /// A label without marks, which it cannot have, and without what would end it.
    private static func label(_ words: String) -> String {
        String(words.filter { !"*~`<>|".contains($0) && !$0.isNewline })
    }

    /// An address without what would end a link.
    static func address(_ address: String) -> String {
        address.replacing("<", with: "%3C").replacing(">", with: "%3E").replacing("|", with: "%7C")
    }

    /// Marks around each line, behind what it starts with, since none reaches over two; none where one within would
    /// end it early.
    private func marked(_ inner: String, _ mark: Character) -> String {
        guard !inner.contains(mark) else { return inner }
        return inner.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                let start = line.prefix { $0 == " " || $0 == ">" }
                let rest = line.dropFirst(start.count)
                guard let last = rest.last, !last.isWhitespace else { return String(line) }
                return "\(start)\(mark)\(rest)\(mark)"
            }
            .joined(separator: "\n")
    }

    /// Code that neither ends its own marks nor calls on anybody.
    private func inert(_ code: String) -> String {
        code.replacing("`", with: "ˋ").replacing("<users/", with: "<\u{2060}users/")
    }

    private func isWord(_ scalar: Unicode.Scalar?) -> Bool {
        scalar.map { $0.properties.isAlphabetic || $0.properties.numericType != nil } ?? false
    }
}
