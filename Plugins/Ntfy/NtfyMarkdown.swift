// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Markdown as ntfy's apps show it.
struct NtfyMarkdown: MarkupDialect {
    /// A backslash before punctuation makes it a sign like any other, in every CommonMark.
    func text(_ words: String) -> String {
        var escaped = ""
        for scalar in words.unicodeScalars {
            if NtfyMarkdown.marks.contains(scalar) { escaped.unicodeScalars.append("\\") }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }

    func code(_ code: String) -> String {
        let fence = fence(for: code, least: 1)
        // A blank keeps backticks at an end apart from the fence, and is not shown.
        let blank = code.first == "`" || code.last == "`" || code.allSatisfy(\.isWhitespace) ? " " : ""
        return code.isEmpty ? "" : fence + blank + code + blank + fence
    }

    func codeBlock(_ code: String, language: String?) -> String {
        let fence = fence(for: code, least: 3)
        return "\(fence)\n\(code)\n\(fence)"
    }

    func strong(_ inner: String) -> String { "**\(inner)**" }
    func emphasis(_ inner: String) -> String { "*\(inner)*" }
    func strikethrough(_ inner: String) -> String { "~~\(inner)~~" }

    func link(_ address: String, _ label: String) -> String {
        let target = address.replacing("(", with: "%28").replacing(")", with: "%29").replacing("\\", with: "%5C")
            .replacing("<", with: "%3C").replacing(">", with: "%3E").replacing(" ", with: "%20")
        return "[\(label)](\(target))"
    }

    /// Two blanks make a line end that is kept: rows of a table would run together.
    var lineBreak: String { "  \n" }

    func marker(_ number: Int?) -> String { number.map { "\($0). " } ?? "- " }

    private static let marks = Set("\\`*_[]<>#+-=.!|~&)".unicodeScalars)

    /// One backtick more than stand in a row in the code.
    private func fence(for code: String, least: Int) -> String {
        var longest = 0
        var row = 0
        for byte in code.utf8 {
            row = byte == UInt8(ascii: "`") ? row + 1 : 0
            longest = max(longest, row)
        }
        return String(repeating: "`", count: max(least, longest + 1))
    }
}
