// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Telegram's HTML: a handful of tags, and line breaks that count as they are.
package struct TelegramHTML: MarkupDialect {
    package init() {}

    package func text(_ words: String) -> String {
        HTMLText.escaped(TelegramHTML.withoutCommands(MassMentions.neutralised(words)))
    }

    // Telegram looks for mentions and commands in neither of the two.
    package func code(_ code: String) -> String { "<code>\(HTMLText.escaped(code))</code>" }

    package func codeBlock(_ code: String, language: String?) -> String {
        let name = language?.prefix { !$0.isWhitespace } ?? ""
        let isName = !name.isEmpty && name.utf8.allSatisfy { TelegramHTML.isWord($0) || "+-#".utf8.contains($0) }
        let inner = HTMLText.escaped(code)
        return isName ? "<pre><code class=\"language-\(name)\">\(inner)</code></pre>" : "<pre>\(inner)</pre>"
    }

    package func strong(_ inner: String) -> String { "<b>\(inner)</b>" }
    package func emphasis(_ inner: String) -> String { "<i>\(inner)</i>" }
    package func strikethrough(_ inner: String) -> String { "<s>\(inner)</s>" }

    package func link(_ address: String, _ label: String) -> String {
        guard !address.lowercased().hasPrefix("http") else {
            return "<a href=\"\(HTMLText.escaped(address))\">\(label)</a>"
        }
        // Telegram makes no links of mail addresses and telephone numbers, but finds them in the text.
        let bare = text(String(address.drop { $0 != ":" }.dropFirst()))
        return label == bare || label == text(address) ? bare : "\(label) (\(bare))"
    }

    package var quoteMark: String { "&gt; " }

    /// What is written in the dialect, without its tags: for a server that cannot read them.
    package static func plain(_ html: String) -> String {
        var plain = ""
        var rest = html[...]
        while let place = rest.firstIndex(where: { $0 == "<" || $0 == "&" }) {
            plain += rest[..<place]
            guard let end = rest[place...].firstIndex(of: rest[place] == "<" ? ">" : ";") else { break }
            switch rest[place...end] {
            case "&lt;": plain += "<"
            case "&gt;": plain += ">"
            case "&amp;": plain += "&"
            case "&quot;": plain += "\""
            case "&#39;": plain += "'"
            default: break
            }
            rest = rest[rest.index(after: end)...]
        }
        return plain + rest
    }

    /// The text with an invisible word joiner behind every slash that would make a word a bot's command.
    private static func withoutCommands(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "/")) else { return text }
        var result = String.UnicodeScalarView()
        // Whether the scalar before is a slash that is no part of a path.
        var isSlash = false
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if isSlash, scalar.isASCII, isWord(UInt8(truncatingIfNeeded: scalar.value)) { result.append("\u{2060}") }
            let isInPath =
                previous.map { $0.properties.isAlphabetic || $0 == "/" || ("0"..."9").contains($0) } ?? false
            isSlash = scalar == "/" && !isInPath
            result.append(scalar)
            previous = scalar
        }
        // The word may follow within marks of its own.
        if isSlash { result.append("\u{2060}") }
        return String(result)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
