// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Zulip's Markdown.
///
/// Its server knows no backslash escapes. What would be a mark in a text is written with a character that looks like it
/// or is parted by an invisible word joiner; so are mentions (`@**all**`), in code as well.
package struct ZulipMarkup: MarkupDialect {
    package init() {}

    private static let joiner: Unicode.Scalar = "\u{2060}"

    package func text(_ words: String) -> String {
        var result = String.UnicodeScalarView()
        // What starts a heading, a quotation, a list, a table or a fence at the beginning of a line, or an address
        // behind a label.
        if let first = words.unicodeScalars.first, "#>-+|=(".unicodeScalars.contains(first) {
            result.append(ZulipMarkup.joiner)
        }
        var previous: Unicode.Scalar?
        for scalar in MassMentions.neutralised(words).unicodeScalars {
            switch scalar {
            case "*": result.append("∗")
            case "~": result.append("∼")
            case "`": result.append("ˋ")
            // A formula, the address behind a link's label, a global time, an entity.
            case "$" where previous == "$", "(" where previous == "]", _ where previous == "&" && startsEntity(scalar):
                result.append(ZulipMarkup.joiner)
                result.append(scalar)
            case "<":
                result.append(scalar)
                result.append(ZulipMarkup.joiner)
            default: result.append(scalar)
            }
            previous = scalar
        }
        // Behind a backslash a mark of ours would count as none, and a link behind an exclamation mark as an image.
        if previous == "\\" || previous == "!" { result.append(ZulipMarkup.joiner) }
        return String(result)
    }

    package func code(_ code: String) -> String {
        let line = inert(code).replacing("`", with: "ˋ").split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.allSatisfy(\.isWhitespace) ? line : "`\(line)`"
    }

    package func codeBlock(_ code: String, language: String?) -> String {
        // As text, so that no language's name makes it a formula, a quotation or a spoiler.
        "```text\n\(inert(code).replacing("```", with: "ˋˋˋ").replacing("~~~", with: "∼∼∼"))\n```"
    }

    package func strong(_ inner: String) -> String {
        inner.contains("**") || inner.hasPrefix("*") || inner.hasSuffix("*") ? inner : marked(inner, "**")
    }

    package func emphasis(_ inner: String) -> String {
        inner.contains { $0 == "*" || $0 == "^" } ? inner : marked(inner, "*")
    }

    package func strikethrough(_ inner: String) -> String { inner.contains("~~") ? inner : marked(inner, "~~") }

    /// Always with a label: marks close by could become part of a bare address.
    package func link(_ address: String, _ label: String) -> String {
        let words = (label == text(address) ? address : label).filter { !"[]`*~".contains($0) && !$0.isNewline }
        let shown = words.allSatisfy(\.isWhitespace) ? "…" : words
        let safe = address.replacing("(", with: "%28").replacing(")", with: "%29").replacing("<", with: "%3C")
            .replacing(">", with: "%3E").replacing("*", with: "%2A").replacing("`", with: "%60")
        return "[\(shown)](\(safe))"
    }

    package func marker(_ number: Int?) -> String { number.map { "\($0). " } ?? "* " }

    private func startsEntity(_ scalar: Unicode.Scalar) -> Bool { scalar == "#" || scalar.properties.isAlphabetic }

    /// Marks around each line, behind what it starts with, since none reaches over two.
    private func marked(_ inner: String, _ mark: String) -> String {
        inner.split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                let start = line.prefix { $0 == " " || $0 == ">" }
                let rest = line.dropFirst(start.count)
                guard let last = rest.last, !last.isWhitespace else { return String(line) }
                return "\(start)\(mark)\(rest)\(mark)"
            }
            .joined(separator: "\n")
    }

    /// Code that calls on nobody, even where a server takes it for text.
    private func inert(_ code: String) -> String {
        code.replacing("@*", with: "@\u{2060}*").replacing("@_*", with: "@\u{2060}_*")
    }
}
