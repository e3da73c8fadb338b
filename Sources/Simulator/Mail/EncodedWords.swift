// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Decodes encoded words in unfolded header text (RFC 2047), B and Q.
///
/// Strict where it shows mistakes: every word is decoded by itself, so a character split over two words comes out
/// broken, as it does for many readers.
enum EncodedWords {
    static func decode(_ text: String) -> String {
        var decoded = ""
        var rest = Substring(text)
        var followsWord = false
        while let start = Self.start(in: rest) {
            let plain = rest[..<start]
            guard let word = Word(rest[start...]) else {
                let next = rest.index(start, offsetBy: 2)
                decoded += rest[..<next]
                rest = rest[next...]
                followsWord = false
                continue
            }
            // White space between two words is not shown (RFC 2047 6.2).
            if !followsWord || !plain.allSatisfy(\.isWhitespace) { decoded += plain }
            decoded += word.text
            rest = rest[word.end...]
            followsWord = true
        }
        return decoded + rest
    }

    private static func start(in text: Substring) -> Substring.Index? {
        var rest = text
        while let equals = rest.firstIndex(of: "=") {
            rest = rest[rest.index(after: equals)...]
            if rest.first == "?" { return equals }
        }
        return nil
    }

    private struct Word {
        let text: String
        let end: Substring.Index

        /// `source` begins with `=?`.
        init?(_ source: Substring) {
            let fields = source.dropFirst(2).split(separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
            guard
                fields.count == 4, fields[3].first == "=", !fields[0].isEmpty,
                !fields[2].contains(where: \.isWhitespace)
            else { return nil }
            // A language may follow the character set (RFC 2231 5).
            let charset = String(fields[0].prefix { $0 != "*" })
            switch fields[1].uppercased() {
            case "B":
                guard let bytes = Data(base64Encoded: String(fields[2])) else { return nil }
                text = Charset.text(bytes, charset)
            case "Q":
                text = Charset.text(Self.unquoted(fields[2]), charset)
            default:
                return nil
            }
            end = source.index(after: fields[3].startIndex)
        }

        private static func unquoted(_ text: Substring) -> [UInt8] {
            let spaced = text.utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: " ") : $0 }
            var bytes: [UInt8] = []
            var rest = spaced[...]
            while let byte = rest.popFirst() {
                let digits = rest.prefix(2)
                if byte == UInt8(ascii: "="), digits.count == 2,
                    let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
                {
                    bytes.append(value)
                    rest = rest.dropFirst(2)
                } else {
                    bytes.append(byte)
                }
            }
            return bytes
        }
    }
}
