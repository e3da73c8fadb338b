// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Words for whom a plugin knows best: no marks but those that read well, and nothing taken out that its provider might act
/// upon.
struct WordsDialect: MarkupDialect {
    func text(_ words: String) -> String { words }
    func code(_ code: String) -> String { code }
    func codeBlock(_ code: String, language: String?) -> String { code }
    func strong(_ inner: String) -> String { inner }
    func emphasis(_ inner: String) -> String { inner }
    func strikethrough(_ inner: String) -> String { "~~\(inner)~~" }
    func link(_ address: String, _ label: String) -> String { label == address ? address : "\(label) (\(address))" }
    func marker(_ number: Int?) -> String { number.map { "\($0). " } ?? "- " }
}

/// CommonMark with everything escaped that is no mark of the message's own.
struct MarkdownDialect: MarkupDialect {
    private static let special: Set<Character> = [
        "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "(", ")", "#", "+", "-", ".", "!", "|", "~", "&", "=",
    ]

    func text(_ words: String) -> String {
        words.reduce(into: "") { text, character in
            if Self.special.contains(character) { text.append("\\") }
            text.append(character)
        }
    }

    func code(_ code: String) -> String {
        let fence = String(repeating: "`", count: longestRun(in: code) + 1)
        let pad = code.hasPrefix("`") || code.hasSuffix("`") ? " " : ""
        return fence + pad + code + pad + fence
    }

    func codeBlock(_ code: String, language: String?) -> String {
        let fence = String(repeating: "`", count: max(3, longestRun(in: code) + 1))
        return "\(fence)\n\(code)\n\(fence)"
    }

    func strong(_ inner: String) -> String { "**\(inner)**" }
    func emphasis(_ inner: String) -> String { "*\(inner)*" }
    func strikethrough(_ inner: String) -> String { "~~\(inner)~~" }

    func link(_ address: String, _ label: String) -> String {
        let escaped = address.reduce(into: "") { text, character in
            switch character {
            case "<": text += "%3C"
            case ">": text += "%3E"
            case "\\": text += "%5C"
            case _ where character.isWhitespace: text += "%20"
            default: text.append(character)
            }
        }
        return "[\(label)](<\(escaped)>)"
    }

    func marker(_ number: Int?) -> String { number.map { "\($0). " } ?? "- " }

    private func longestRun(in code: String) -> Int {
        var longest = 0
        var run = 0
        for byte in code.utf8 {
            run = byte == UInt8(ascii: "`") ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}

/// A few elements of HTML; everything else is text.
struct HTMLDialect: MarkupDialect {
    func text(_ words: String) -> String { HTMLText.escaped(words) }
    func code(_ code: String) -> String { "<code>\(HTMLText.escaped(code))</code>" }
    func codeBlock(_ code: String, language: String?) -> String { "<code>\(HTMLText.escaped(code))</code>" }
    func strong(_ inner: String) -> String { "<strong>\(inner)</strong>" }
    func emphasis(_ inner: String) -> String { "<em>\(inner)</em>" }
    func strikethrough(_ inner: String) -> String { "<s>\(inner)</s>" }
    func link(_ address: String, _ label: String) -> String {
        "<a href=\"\(HTMLText.escaped(address))\">\(label)</a>"
    }
    var quoteMark: String { "&gt; " }
    var lineBreak: String { "<br>\n" }
}
