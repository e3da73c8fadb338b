// SPDX-License-Identifier: Apache-2.0

/// Text made fit for a terminal: harmless, and cut or wrapped by columns.
enum TerminalText {
    /// Line feeds stay, tabs become spaces; other control characters and those that turn the reading direction
    /// become U+FFFD, so that no content can move the cursor, colour the screen or hide text.
    static func harmless(_ text: some StringProtocol) -> String {
        var safe = String.UnicodeScalarView()
        var follows: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where follows == "\r": break
            case "\n", "\r", "\u{2028}", "\u{2029}": safe.append("\n")
            case "\t": safe.append(contentsOf: "    ".unicodeScalars)
            default: safe.append(isHarmful(scalar) ? "\u{FFFD}" : scalar)
            }
            follows = scalar
        }
        return String(safe)
    }

    /// One line of at most `width` columns; what is cut off leaves an ellipsis.
    static func fitted(_ text: some StringProtocol, width: Int) -> String {
        let line = String(harmless(text).map { $0 == "\n" ? " " : $0 })
        guard TextWidth.of(line) > width else { return line }
        guard width > 0 else { return "" }
        return cut(line[...], width: width - 1) + "…"
    }

    /// Lines of at most `width` columns, broken at spaces where there are any; no empty lines at the end.
    static func wrapped(_ text: some StringProtocol, width: Int) -> [String] {
        var lines = harmless(text).split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { wrappedLine($0, width: width) }
        while lines.last?.allSatisfy({ $0 == " " }) == true { lines.removeLast() }
        return lines
    }

    static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    private static func wrappedLine(_ line: Substring, width: Int) -> [String] {
        var lines: [String] = []
        var rest = line
        while case var head = cut(rest, width: width), head.endIndex < rest.endIndex {
            // A character wider than the line would never fit: it is taken all the same.
            if head.isEmpty { head = rest.prefix(1) }
            let after = rest[head.endIndex...]
            if after.first != " ", let space = head.lastIndex(of: " "), head[..<space].contains(where: { $0 != " " }) {
                head = head[..<space]
            }
            lines.append(String(head))
            rest = rest[head.endIndex...].drop { $0 == " " }
        }
        return rest.isEmpty && !lines.isEmpty ? lines : lines + [String(rest)]
    }

    private static func cut(_ text: Substring, width: Int) -> Substring {
        var used = 0
        for index in text.indices {
            used += TextWidth.of(text[index])
            if used > width { return text[..<index] }
        }
        return text
    }

    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Joiners and tags are parts of emoji and of some scripts.
        case 0x200C, 0x200D, 0xAD, 0xE0020...0xE007F: return false
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format: return true
        default: return false
        }
    }
}
