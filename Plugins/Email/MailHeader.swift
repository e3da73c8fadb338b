// SPDX-License-Identifier: Apache-2.0

/// Header fields as they go over the wire: ASCII, folded, one field from one value whatever the value holds.
///
/// Lines stay within 78 octets, or 76 where they hold an encoded word (RFC 5322 2.1.1, RFC 2047 2). A single word
/// that is longer and may not be encoded, such as a URL, stands on a line of its own.
package enum MailHeader {
    static let lineLength = 78

    /// A field of free text, such as `Subject`.
    package static func text(_ name: String, _ value: String) -> String {
        let cleaned = cleaned(value)
        let words = cleaned.split(separator: " ").map(String.init)
        let column = name.utf8.count + 2
        let isPlain =
            EncodedWord.isPlain(cleaned)
            && words.enumerated()
                .allSatisfy { index, word in word.utf8.count + (index == 0 ? column : 1) <= lineLength }
        return folded(name, isPlain ? words : EncodedWord.sequence(cleaned, afterColumn: column))
    }

    /// A field of words between which it may be folded; each is ASCII without spaces, and taken as it is.
    package static func folded(_ name: String, _ words: [String]) -> String {
        var field = "\(name):"
        var column = field.utf8.count
        for (index, word) in words.enumerated() {
            // The first word stays on the name's line: a line of white space alone is not allowed.
            let limit = word.hasPrefix("=?") ? EncodedWord.lineLength : lineLength
            if index > 0, column + 1 + word.utf8.count > limit {
                field += "\r\n"
                column = 0
            }
            field += " " + word
            column += 1 + word.utf8.count
        }
        return field + "\r\n"
    }

    /// The words of a display name: atoms where it is plain, a quoted string where it holds specials, encoded words
    /// where it is not ASCII.
    package static func phrase(_ name: String, afterColumn column: Int) -> [String] {
        let cleaned = cleaned(name)
        guard EncodedWord.isPlain(cleaned), cleaned.utf8.count + 2 + column <= lineLength else {
            return EncodedWord.sequence(cleaned, afterColumn: column)
        }
        if cleaned.utf8.allSatisfy({ $0.isAtomText || $0 == UInt8(ascii: " ") }) {
            return cleaned.split(separator: " ").map(String.init)
        }
        let escaped = cleaned.reduce(into: "") { result, character in
            if character == "\"" || character == "\\" { result.append("\\") }
            result.append(character)
        }
        return ["\"\(escaped)\""]
    }

    /// The text on one line: line breaks and other controls count as spaces, runs of spaces as one.
    ///
    /// This is what keeps a value from starting a header of its own.
    package static func cleaned(_ text: String) -> String {
        if isClean(text) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                // No-break spaces hold words together on purpose.
                if scalar == "\u{A0}" || scalar == "\u{202F}" {
                    result.append(scalar)
                } else if result.last != " " {
                    result.append(" ")
                }
            default: result.append(scalar)
            }
        }
        if result.last == " " { result.removeLast() }
        if result.first == " " { result.removeFirst() }
        return String(result)
    }

    /// Whether the text is plain ASCII with single spaces inside: nearly every value is, and each is looked at often.
    private static func isClean(_ text: String) -> Bool {
        var previous = UInt8(ascii: " ")
        for byte in text.utf8 {
            guard (0x20...0x7E).contains(byte), byte != 0x20 || previous != 0x20 else { return false }
            previous = byte
        }
        return previous != 0x20
    }
}
