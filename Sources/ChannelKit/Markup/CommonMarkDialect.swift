// SPDX-License-Identifier: Apache-2.0

/// Markdown for apps that show it as CommonMark says.
package struct CommonMarkDialect: MarkupDialect {
    package init() {}

    /// A backslash before punctuation makes it a sign like any other, in every CommonMark.
    package func text(_ words: String) -> String {
        var escaped = ""
        for scalar in words.unicodeScalars {
            if CommonMarkDialect.marks.contains(scalar) { escaped.unicodeScalars.append("\\") }
            escaped.unicodeScalars.append(scalar)
        }
        return escaped
    }

    package func code(_ code: String) -> String {
        let fence = fence(for: code, least: 1)
        // A blank keeps backticks at an end apart from the fence, and is not shown.
        let blank = code.first == "`" || code.last == "`" || code.allSatisfy(\.isWhitespace) ? " " : ""
        return code.isEmpty ? "" : fence + blank + code + blank + fence
    }

    package func codeBlock(_ code: String, language: String?) -> String {
        let fence = fence(for: code, least: 3)
        return "\(fence)\n\(code)\n\(fence)"
    }

    package func strong(_ inner: String) -> String { "**\(inner)**" }
    package func emphasis(_ inner: String) -> String { "*\(inner)*" }
    package func strikethrough(_ inner: String) -> String { "~~\(inner)~~" }

    package func link(_ address: String, _ label: String) -> String {
        let target = address.replacing("(", with: "%28").replacing(")", with: "%29").replacing("\\", with: "%5C")
            .replacing("<", with: "%3C").replacing(">", with: "%3E").replacing(" ", with: "%20")
        return "[\(label)](\(target))"
    }

    /// Two blanks make a line end that is kept: rows of a table would run together.
    package var lineBreak: String { "  \n" }

    package func marker(_ number: Int?) -> String { number.map { "\($0). " } ?? "- " }

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
