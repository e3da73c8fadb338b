// SPDX-License-Identifier: Apache-2.0

/// What a person takes from a mail's body, its markup forgotten: words and links, chapter by chapter.
struct MailReading: Equatable {
    /// The words up to the first heading, then those from each heading on.
    var chapters: [[String]] = []
    /// All addresses that are linked or shown, in order.
    var addresses: [String] = []

    /// Of the plain body: headings begin with `## `.
    init(text: String) {
        var chapter: [String] = []
        for line in text.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("## ") {
                chapters.append(chapter)
                chapter = []
            }
            add(line, to: &chapter)
        }
        chapters.append(chapter)
    }

    /// Of the HTML body: what no eye sees and no voice reads is left out.
    init(html: String) {
        var chapter: [String] = []
        var hidden = 0
        var rest = html.firstRange(of: "<body").map { html[$0.lowerBound...] } ?? html[...]
        while let start = rest.firstIndex(of: "<") {
            if hidden == 0 { add(Self.unescaped(rest[..<start])[...], to: &chapter) }
            let tag: Substring
            if rest[start...].hasPrefix("<!--"), let end = rest[start...].firstRange(of: "-->") {
                rest = rest[end.upperBound...]
                continue
            } else if let end = rest[start...].firstIndex(of: ">") {
                tag = rest[start..<end]
                rest = rest[rest.index(after: end)...]
            } else {
                break
            }
            if hidden > 0 {
                if tag.hasPrefix("</div") || tag.hasPrefix("</span") { hidden -= 1 }
            } else if tag.contains("display:none") || tag.contains("aria-hidden") {
                hidden += 1
            } else if tag.hasPrefix("<h2") {
                chapters.append(chapter)
                chapter = []
            } else if tag.hasPrefix("<a "), let href = tag.firstRange(of: "href=\"") {
                addresses.append(Self.unescaped(tag[href.upperBound...].prefix { $0 != "\"" }))
            }
        }
        chapters.append(chapter)
    }

    /// Words are runs of letters, digits and what stands within them; an address is no word.
    private mutating func add(_ text: Substring, to chapter: inout [String]) {
        for piece in text.split(whereSeparator: \.isWhitespace) {
            var piece = piece
            while let first = piece.first, !first.isLetter, !first.isNumber { piece.removeFirst() }
            while let last = piece.last, !last.isLetter, !last.isNumber, last != "/" { piece.removeLast() }
            if piece.hasPrefix("http://") || piece.hasPrefix("https://") {
                if addresses.last != String(piece) { addresses.append(String(piece)) }
            } else if !piece.isEmpty {
                chapter.append(String(piece))
            }
        }
    }

    private static func unescaped(_ text: Substring) -> String {
        var text = String(text)
        for (entity, character) in [
            ("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&"),
        ] { text = text.replacing(entity, with: character) }
        return text
    }
}
