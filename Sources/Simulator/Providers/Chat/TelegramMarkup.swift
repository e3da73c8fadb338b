// SPDX-License-Identifier: Apache-2.0

/// Telegram's HTML, read as strictly as the Bot API reads it.
struct TelegramMarkup {
    /// What is left of it for readers, its marks taken away.
    private(set) var plain = ""
    /// Why it cannot be read, in the API's words.
    private(set) var flaw: String?

    private static let tags: Set = [
        "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote", "tg-spoiler",
        "span", "tg-emoji",
    ]

    init(_ html: String) {
        var open: [String] = []
        var rest = html[...]
        while let place = rest.firstIndex(of: "<") {
            plain += ChatText.withoutEntities(rest[..<place])
            let offset = html.utf8.distance(from: html.startIndex, to: place)
            guard let end = rest[place...].firstIndex(of: ">") else {
                flaw = "Unclosed start tag at byte offset \(offset)"
                return
            }
            let tag = rest[rest.index(after: place)..<end]
            let name = tag.drop { $0 == "/" }.prefix { !$0.isWhitespace }.lowercased()
            if tag.hasPrefix("/") {
                guard let last = open.popLast() else {
                    flaw = "Unexpected end tag at byte offset \(offset)"
                    return
                }
                guard last == name else {
                    flaw = "Unmatched end tag at byte offset \(offset), expected \"</\(last)>\", found \"</\(name)>\""
                    return
                }
            } else {
                guard Self.tags.contains(name) else {
                    flaw = "Unsupported start tag \"\(name)\" at byte offset \(offset)"
                    return
                }
                open.append(name)
            }
            rest = rest[rest.index(after: end)...]
        }
        plain += ChatText.withoutEntities(rest)
        guard let last = open.last else { return }
        flaw = "Can't find end tag corresponding to start tag \"\(last)\""
    }
}
