// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Mattermost's Markdown, and what it knows beyond: names, channels, hashtags, pictures, Slack's mentions.
///
/// A backslash takes a mark's meaning away; an invisible word joiner keeps apart what no backslash does.
package struct MattermostDialect: MarkupDialect {
    private static let joiner: Unicode.Scalar = "\u{2060}"

    package init() {}

    package func text(_ words: String) -> String {
        let scalars = Array(MassMentions.neutralised(words).unicodeScalars)
        var result = String.UnicodeScalarView()
        // At the beginning of a line these make lists and quotations.
        var mayStartLine = true
        var hasDigits = false
        for (place, scalar) in scalars.enumerated() {
            switch scalar {
            case "\\", "*", "_", "~", "|", "`", "[", "]", "#": result.append("\\")
            case "-" where mayStartLine, "+" where mayStartLine, ">" where mayStartLine, "." where hasDigits,
                ")" where hasDigits:
                result.append("\\")
            default: break
            }
            result.append(scalar)
            if isJoined(scalar, at: place, scalars) { result.append(MattermostDialect.joiner) }
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
            case "`": target += "%60"
            default: target.unicodeScalars.append(scalar)
            }
        }
        return "[\(label)](\(target))"
    }

    /// Whether what follows would make the sign a mention, a channel, a hashtag, a picture or an entity.
    private func isJoined(_ scalar: Unicode.Scalar, at place: Int, _ scalars: [Unicode.Scalar]) -> Bool {
        let following = place + 1 < scalars.count ? scalars[place + 1] : " "
        switch scalar {
        case "<": return true
        case "&": return following == "#" || following.properties.isAlphabetic
        case "#", "~": return following.properties.isAlphabetic
        case ":":
            let name = scalars[(place + 1)...].prefix(64).prefix { $0 != ":" }
            return name.endIndex < scalars.count && scalars[name.endIndex] == ":" && !name.isEmpty
                && name.allSatisfy {
                    $0.isASCII && ($0.properties.isAlphabetic || "0123456789_+-".unicodeScalars.contains($0))
                }
        default: return false
        }
    }
}
