// SPDX-License-Identifier: Apache-2.0

/// What Threads checks of a text before it makes a container of it.
enum ThreadsText {
    private static let mostCharacters = 500
    private static let mostLinks = 5

    /// Nil where nothing is wrong.
    static func problem(_ fields: [String: String]) -> GraphRefusal? {
        let kinds: Set = ["TEXT", "IMAGE", "VIDEO", "CAROUSEL"]
        guard kinds.contains(fields["media_type"] ?? "") else {
            return .parameter("Param media_type must be one of {TEXT, IMAGE, VIDEO, CAROUSEL}")
        }
        guard fields["media_type"] == "TEXT" else { return .parameter("The stand-in takes nothing but texts") }
        guard let text = fields["text"], !text.allSatisfy(\.isWhitespace) else {
            return .parameter("The parameter text is required.")
        }
        guard length(of: text) <= mostCharacters else {
            return .parameter("Param text must be at most \(mostCharacters) characters long.")
        }
        guard links(in: text).count <= mostLinks else {
            return GraphRefusal(100, "THREADS_API__LINK_LIMIT_EXCEEDED: at most \(mostLinks) links in a post")
        }
        return nil
    }

    /// Characters; emoji count by their bytes, as Meta's documentation says.
    static func length(of text: String) -> Int {
        text.reduce(0) { sum, character in
            let isEmoji = character.unicodeScalars.contains {
                $0.properties.isEmojiPresentation || $0 == "\u{FE0F}" || $0 == "\u{20E3}"
            }
            return sum + (isEmoji ? character.utf8.count : character.unicodeScalars.count)
        }
    }

    /// The different addresses in a text, those that begin with `www.` among them.
    static func links(in text: String) -> Set<String> {
        var links: Set<String> = []
        for word in text.split(whereSeparator: { $0.isWhitespace || "<>\"“”".contains($0) }) {
            for start in ["https://", "http://", "www."] {
                guard let range = word.firstRange(of: start) else { continue }
                var link = word[range.lowerBound...]
                while let last = link.last, ".,;:!?)]'…".contains(last) { link.removeLast() }
                links.insert(String(link))
                break
            }
        }
        return links
    }
}
