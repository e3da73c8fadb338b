// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// The little Markdown that cards understand in Teams: bold, italics, lists and links.
///
/// What they have no mark for (code, headings, quotations) is set as blocks of their own by ``TeamsElement``.
package struct TeamsDialect: MarkupDialect {
    /// Two line breaks begin a line, but within a list one does, and two would indent what follows.
    package let lineBreak: String
    package let quoteMark = "│ "

    package init(inList: Bool = false) { self.lineBreak = inList ? "\n" : "\n\n" }

    package func text(_ words: String) -> String {
        let scalars = Array(MassMentions.neutralised(words).unicodeScalars)
        var result = String.UnicodeScalarView()
        // At the beginning of a line these make lists, headings and quotations.
        var mayStartLine = true
        var hasDigits = false
        for (place, scalar) in scalars.enumerated() {
            let following = place + 1 < scalars.count ? scalars[place + 1] : " "
            switch scalar {
            case "\\", "*", "_", "[", "]", "`": result.append("\\")
            case "-" where mayStartLine, "+" where mayStartLine, "#" where mayStartLine, ">" where mayStartLine,
                "." where hasDigits, ")" where hasDigits:
                result.append("\\")
            default: break
            }
            result.append(scalar)
            // Kept from being a tag, such as <at>, or an entity.
            if scalar == "<" || scalar == "&" && (following == "#" || following.properties.isAlphabetic) {
                result.append("\u{2060}")
            }
            let isDigit = ("0"..."9").contains(scalar)
            hasDigits = isDigit && (mayStartLine || hasDigits)
            mayStartLine = scalar == "\n" || mayStartLine && scalar.properties.isWhitespace
        }
        return String(result)
    }

    package func code(_ code: String) -> String { text(code) }

    package func codeBlock(_ code: String, language: String?) -> String {
        code.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .map { line in
                // Blanks at the beginning of a line would be lost.
                let indent = line.prefix { $0 == " " || $0 == "\t" }
                return String(repeating: "\u{A0}", count: indent.count) + text(String(line.dropFirst(indent.count)))
            }
            .joined(separator: lineBreak)
    }

    package func strong(_ inner: String) -> String { "**\(inner)**" }
    package func emphasis(_ inner: String) -> String { "_\(inner)_" }
    package func strikethrough(_ inner: String) -> String { inner }
    package func marker(_ number: Int?) -> String { number.map { "\($0). " } ?? "- " }

    package func link(_ address: String, _ label: String) -> String {
        var target = ""
        for scalar in address.unicodeScalars {
            switch scalar {
            case "(": target += "%28"
            case ")": target += "%29"
            case "<": target += "%3C"
            case ">": target += "%3E"
            case "\\": target += "%5C"
            default: target.unicodeScalars.append(scalar)
            }
        }
        return "[\(label)](\(target))"
    }
}
