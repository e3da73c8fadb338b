// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Discord's Markdown, in which a backslash before any sign makes it a sign.
package struct DiscordDialect: MarkupDialect {
    package init() {}

    package func text(_ words: String) -> String {
        var result = String.UnicodeScalarView()
        // At the beginning of a line these make lists, headings and small print.
        var mayStartLine = true
        var hasDigits = false
        for scalar in MassMentions.neutralised(words).unicodeScalars {
            switch scalar {
            case "\\", "*", "_", "~", "|", "`", "[", "]", "<", ">", "#": result.append("\\")
            case "-" where mayStartLine, "+" where mayStartLine, "." where hasDigits: result.append("\\")
            default: break
            }
            result.append(scalar)
            let isDigit = ("0"..."9").contains(scalar)
            hasDigits = isDigit && (mayStartLine || hasDigits)
            mayStartLine = scalar == "\n" || mayStartLine && scalar.properties.isWhitespace
        }
        return String(result)
    }

    package func code(_ code: String) -> String {
        // No code can hold a backtick: its double stands in.
        "`" + code.replacing("`", with: "ˋ") + "`"
    }

    package func codeBlock(_ code: String, language: String?) -> String {
        "```\n" + code.replacing("``", with: "`\u{200B}`\u{200B}") + "\n```"
    }

    package func strong(_ inner: String) -> String { "**\(inner)**" }
    package func emphasis(_ inner: String) -> String { "*\(inner)*" }
    package func strikethrough(_ inner: String) -> String { "~~\(inner)~~" }

    package func link(_ address: String, _ label: String) -> String {
        // Nothing else can be a link there.
        guard ["http://", "https://"].contains(where: { address.lowercased().hasPrefix($0) }) else { return label }
        // A label that is an address itself would not be one: Discord fears deceit.
        let target = DiscordDialect.target(address)
        return label.contains("://") ? "<\(target)>" : "[\(label)](\(target))"
    }

    /// The address without what would end it early.
    static func target(_ address: String) -> String {
        var result = ""
        for character in address.unicodeScalars {
            switch character {
            case "(": result += "%28"
            case ")": result += "%29"
            case "<": result += "%3C"
            case ">": result += "%3E"
            case "\\": result += "%5C"
            case "`": result += "%60"
            default: result.unicodeScalars.append(character)
            }
        }
        return result
    }
}
