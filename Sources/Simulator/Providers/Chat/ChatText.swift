// SPDX-License-Identifier: Apache-2.0

/// What chat providers' markup looks like without its marks.
enum ChatText {
    /// Numbers of a message, padded to one width.
    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// A number from a name, the same each time: for the ids of places that are known by name.
    static func number(of name: String) -> UInt64 {
        name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    static func withoutEntities(_ text: some StringProtocol) -> String {
        guard text.contains("&") else { return String(text) }
        var plain = ""
        var rest = text[...]
        while let place = rest.firstIndex(of: "&") {
            plain += rest[..<place]
            rest = rest[place...]
            if let entity = entities.first(where: { rest.hasPrefix($0.name) }) {
                plain += entity.text
                rest = rest.dropFirst(entity.name.count)
            } else {
                plain += "&"
                rest = rest.dropFirst()
            }
        }
        return plain + rest
    }

    private static let entities = [
        (name: "&amp;", text: "&"), (name: "&lt;", text: "<"), (name: "&gt;", text: ">"), (name: "&quot;", text: "\""),
        (name: "&#39;", text: "'"), (name: "&nbsp;", text: " "),
    ]

    /// Markdown's backslashes before punctuation taken away, as readers do not see them.
    static func withoutBackslashes(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
        var plain = ""
        var isEscaped = false
        for character in text {
            if character == "\\", !isEscaped {
                isEscaped = true
                continue
            }
            if isEscaped, !(character.isPunctuation || character.isSymbol) { plain += "\\" }
            plain.append(character)
            isEscaped = false
        }
        return isEscaped ? plain + "\\" : plain
    }

    /// Slack's and Google's `<address|label>`, `<@U1>` and `<!here>` as they are shown, entities resolved.
    static func withoutAngles(_ text: String) -> String {
        var plain = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            plain += withoutEntities(rest[..<open])
            let halves = rest[rest.index(after: open)..<close].split(separator: "|", maxSplits: 1)
            rest = rest[rest.index(after: close)...]
            guard let target = halves.first else { continue }
            let address = withoutEntities(target)
            if target.first == "!" || target.first == "@" || target.first == "#" {
                plain += halves.count == 2 ? withoutEntities(halves[1]) : "@" + address.dropFirst()
            } else {
                plain += halves.count == 2 ? "\(withoutEntities(halves[1])) (\(address))" : address
            }
        }
        return plain + withoutEntities(rest)
    }

    /// What readers of a message notice that calls all of them; nil where nothing does.
    static func callNote(_ isCalling: Bool) -> String? { isCalling ? "calls everyone" : nil }

    /// Whether one of the words stands in the text by itself, not within a longer word or an address.
    static func calls(_ words: [String], in text: String) -> Bool {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return false }
        let characters = Array(text)
        return characters.indices.contains { place in
            guard characters[place] == "@", place == 0 || !isWord(characters[place - 1]) else { return false }
            let word = String(characters[place...].dropFirst().prefix(while: isWord))
            return words.contains(word)
        }
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
    }
}
