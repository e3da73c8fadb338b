// SPDX-License-Identifier: Apache-2.0

/// Text outside ASCII in a header, as `=?UTF-8?Q?…?=` or `=?UTF-8?B?…?=` (RFC 2047).
package enum EncodedWord {
    /// Of one word, its delimiters included.
    static let maximumLength = 75
    /// Of a line that holds one.
    static let lineLength = 76
    private static let overhead = "=?UTF-8?Q??=".utf8.count

    /// Whether the text needs no encoding: printable ASCII in which no reader can find an encoded word.
    static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
    }

    /// The text as encoded words, in the shorter of the two encodings, the first short enough to start at `column`.
    ///
    /// A word ends between two characters as readers see them; a character too long for a word of its own, such as a
    /// letter below a heap of marks, ends between two code points, and never within one.
    package static func sequence(_ text: String, afterColumn column: Int) -> [String] {
        let bytes = Array(text.utf8)
        let isQuoted = length(of: bytes, isQuoted: true) <= length(of: bytes, isQuoted: false)
        var words: [String] = []
        var pending: [UInt8] = []
        func room() -> Int {
            (words.isEmpty ? min(maximumLength, lineLength - column) : maximumLength) - overhead
        }
        func fits(_ more: [UInt8]) -> Bool { length(of: pending + more, isQuoted: isQuoted) <= room() }
        func flush() {
            if !pending.isEmpty { words.append(word(pending, isQuoted: isQuoted)) }
            pending.removeAll(keepingCapacity: true)
        }
        for character in text {
            let whole = Array(character.utf8)
            if fits(whole) {
                pending += whole
                continue
            }
            flush()
            for scalar in character.unicodeScalars {
                let piece = Array(String(scalar).utf8)
                if !fits(piece) { flush() }
                pending += piece
            }
        }
        flush()
        return words
    }

    private static func word(_ bytes: [UInt8], isQuoted: Bool) -> String {
        guard isQuoted else { return "=?UTF-8?B?" + String(decoding: Base64.encode(bytes), as: UTF8.self) + "?=" }
        var text = "=?UTF-8?Q?"
        for byte in bytes {
            switch byte {
            case UInt8(ascii: " "): text += "_"
            case _ where quotedLength(of: byte) == 1: text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                text += "="
                for digit in [byte >> 4, byte & 15] {
                    text.unicodeScalars.append(Unicode.Scalar(QuotedPrintable.digits[Int(digit)]))
                }
            }
        }
        return text + "?="
    }

    private static func length(of bytes: [UInt8], isQuoted: Bool) -> Int {
        isQuoted ? bytes.reduce(0) { $0 + quotedLength(of: $1) } : (bytes.count + 2) / 3 * 4
    }

    /// Only what is safe in every place an encoded word can stand, a display name included, goes unescaped.
    private static func quotedLength(of byte: UInt8) -> Int {
        byte.isLetterOrDigit || byte == UInt8(ascii: " ") || "!*+-/".utf8.contains(byte) ? 1 : 3
    }
}
