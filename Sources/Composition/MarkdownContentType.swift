// SPDX-License-Identifier: Apache-2.0

import Mustache

/// Escapes a value so that Markdown shows it as it is: one line of plain text, whatever is in it.
///
/// No emphasis, link, image, heading, list, quote, table, code or HTML can come out of a value, no bare address
/// becomes a link, and no chat takes a word of it for a call to everyone. Only what could take effect is escaped, so
/// that Markdown shown as source stays readable. Follows CommonMark 0.31 (6.1 to 6.6, 4.1 to 4.3) and the table,
/// strikethrough and autolink extensions of GitHub.
package struct MarkdownContentType: MustacheContentType {
    package init() {}

    package func escapeText(_ text: String) -> String {
        let source = Array(LineContentType().escapeText(text).unicodeScalars)
        var result = String.UnicodeScalarView()
        for (index, scalar) in source.enumerated() {
            if isSpecial(scalar, at: index, in: source) { result.append("\\") }
            result.append(scalar)
            if scalar == "@", isCallToEveryone(after: index, in: source) {
                result.append(MarkdownContentType.wordJoiner)
            }
        }
        return String(result)
    }

    /// Shows nothing and breaks no line; keeps `@everyone` from being read as one word.
    private static let wordJoiner: Unicode.Scalar = "\u{2060}"

    private func isSpecial(_ scalar: Unicode.Scalar, at index: Int, in source: [Unicode.Scalar]) -> Bool {
        switch scalar {
        case "\\", "`", "*", "_", "[", "]", "<", ">", "~", "|":
            true
        case "#":
            // A heading's opening or its closing sequence.
            index == 0 || index == source.count - 1
        case "!":
            // A template's own link may follow.
            index == source.count - 1
        case "+", "-", "=":
            // A list, a rule or the line below a heading.
            index == 0
        case ":":
            // The line below a table's head; a bare address; an address with a scheme.
            index == 0 || source[(index + 1)...].starts(with: "//".unicodeScalars)
        case ".", ")":
            isAfterListNumber(index, in: source) && isBeforeSpace(index, in: source) || isAfterThreeW(index, in: source)
        case "&":
            isEntity(after: index, in: source)
        default:
            false
        }
    }

    private func isAfterListNumber(_ index: Int, in source: [Unicode.Scalar]) -> Bool {
        index <= 9 && source[..<index].allSatisfy { ("0"..."9").contains($0) }
    }

    private func isBeforeSpace(_ index: Int, in source: [Unicode.Scalar]) -> Bool {
        index + 1 == source.count || source[index + 1] == " "
    }

    private func isAfterThreeW(_ index: Int, in source: [Unicode.Scalar]) -> Bool {
        index >= 3 && source[(index - 3)..<index].allSatisfy { $0 == "w" || $0 == "W" }
    }

    private func isEntity(after index: Int, in source: [Unicode.Scalar]) -> Bool {
        let rest = source[(index + 1)...].prefix(40)
        guard let end = rest.firstIndex(of: ";") else { return false }
        return rest[..<end]
            .allSatisfy { $0 == "#" || ($0.isASCII && $0.properties.isAlphabetic) || ("0"..."9").contains($0) }
    }

    private func isCallToEveryone(after index: Int, in source: [Unicode.Scalar]) -> Bool {
        var word = String.UnicodeScalarView()
        for scalar in source[(index + 1)...].prefix(10) where scalar.properties.isAlphabetic { word.append(scalar) }
        let text = String(word).lowercased()
        return ["everyone", "here", "channel", "all"].contains { text.hasPrefix($0) }
    }
}
