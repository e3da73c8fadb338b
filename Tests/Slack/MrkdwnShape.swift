// SPDX-License-Identifier: Apache-2.0

/// A reader of mrkdwn that is as strict as Slack is lenient.
struct MrkdwnShape {
    private(set) var flaws: [String] = []

    init(_ text: String) {
        var rest = text[...]
        var marks: [Character: Int] = [:]
        while let character = rest.first {
            if rest.hasPrefix("```") {
                skip(to: "```", in: &rest, from: 3)
            } else if character == "`", !isApart(text, rest) {
                skip(to: "`", in: &rest, from: 1)
            } else if character == "<" {
                let inner = rest.dropFirst().prefix { $0 != ">" }
                check(link: inner, isClosed: inner.endIndex < rest.endIndex)
                // The label is text like any other.
                rest =
                    inner.drop { $0 != "|" }.dropFirst().isEmpty
                    ? rest[inner.endIndex...].dropFirst()
                    : rest[inner.drop { $0 != "|" }.dropFirst().startIndex...]
            } else {
                if character == "&", !["&amp;", "&lt;", "&gt;"].contains(where: { rest.hasPrefix($0) }) {
                    flaws.append("a bare &")
                }
                if "*~".contains(character), !isApart(text, rest) { marks[character, default: 0] += 1 }
                rest = rest.dropFirst()
            }
        }
        for (mark, count) in marks where count % 2 == 1 { flaws.append("an open \(mark)") }
    }

    private mutating func skip(to end: String, in rest: inout Substring, from start: Int) {
        let inner = rest.dropFirst(start)
        guard let range = inner.firstRange(of: end) else {
            flaws.append("code that is not closed")
            rest = rest.suffix(0)
            return
        }
        rest = inner[range.upperBound...]
    }

    private mutating func check(link: Substring, isClosed: Bool) {
        if !isClosed { flaws.append("an open <") }
        if !["http://", "https://", "mailto:", "tel:"].contains(where: { link.lowercased().hasPrefix($0) }) {
            flaws.append("a mention or a command: <\(link.prefix(20))>")
        }
    }

    /// Whether the mark at the beginning of `rest` is kept apart by zero-width spaces.
    private func isApart(_ text: String, _ rest: Substring) -> Bool {
        let before = text[..<rest.startIndex].unicodeScalars.last
        return before == "\u{200B}" && rest.unicodeScalars.dropFirst().first == "\u{200B}"
    }
}
