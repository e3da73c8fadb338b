// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import ChannelKitTesting
import Testing

/// Texts of everything that is hard to cut.
struct RandomText {
    static let address = "https://example.com/path?q=ü&x=1"

    private static let pieces = [
        "a", "word ", "Sentence. ", "Frage? ", "é", "e\u{301}", "👨‍👩‍👧‍👦", "🇩🇪", "🇫🇷", "👩🏽‍🚒 ", "\r\n", "\n", "\n\n", "\r\n\r\n",
        " ", "  ", "文字", "句。",
        "مرحبا ", "\u{202E}", "\u{200F}", "\\", "\\*", "\\\\", "&amp;", "&#39;", " \(address) ", "(\(address))",
        "<\(address)>", "\u{A0}",
        "ಕ್ಷ", "각", "\u{1112}\u{1161}\u{11AB}", "Z\u{351}\u{36B}\u{343}", "\u{3000}", "mailto:ada@example.com ", "#️⃣",
        "ﷺ", "ǅ", "\t",
    ]

    var generator: SeededGenerator

    init(seed: UInt64) { self.generator = SeededGenerator(seed: seed) }

    mutating func next(upTo count: Int = 60) -> String {
        (0..<Int.random(in: 1...count, using: &generator))
            .map { _ in Self.pieces.randomElement(using: &generator) ?? "" }
            .joined()
    }
}

/// A unit with a name that a failing test can print.
struct NamedUnit: Sendable, CustomTestStringConvertible {
    let name: String
    let unit: TextUnit

    var testDescription: String { name }

    static let all = [
        NamedUnit(name: "bytes", unit: .bytes), NamedUnit(name: "utf16", unit: .utf16),
        NamedUnit(name: "scalars", unit: .scalars), NamedUnit(name: "graphemes", unit: .graphemes),
        NamedUnit(name: "weighted", unit: .weighted { $0.isASCII ? 1 : 2 }),
    ]
}

extension String {
    /// Byte offsets between two characters as readers see them.
    var boundaries: Set<Int> {
        var offset = 0
        return Set(
            [0]
                + map { character in
                    offset += character.utf8.count
                    return offset
                }
        )
    }

    /// Byte ranges in which `part` occurs.
    func ranges(ofBytes part: String) -> [Range<Int>] {
        let bytes = Array(utf8)
        let wanted = Array(part.utf8)
        guard bytes.count >= wanted.count else { return [] }
        return (0...(bytes.count - wanted.count))
            .filter { bytes[$0] == wanted[0] && Array(bytes[$0..<$0 + wanted.count]) == wanted }
            .map { $0..<$0 + wanted.count }
    }

    /// The text without any white space, for comparing what is said.
    var withoutSpace: [Unicode.Scalar] { unicodeScalars.filter { !$0.properties.isWhitespace } }
}
