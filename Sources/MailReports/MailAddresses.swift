// SPDX-License-Identifier: Apache-2.0

/// Addresses wherever they stand in a text.
enum MailAddresses {
    private static let longest = 320
    private static let most = 50

    /// Every word with an `@` inside it, without brackets, quotes and punctuation around it, in order.
    static func all(in text: String) -> [String] {
        var found: [String] = []
        for word in text.utf8.prefix(65_536).split(whereSeparator: { isSeparator($0) }) where found.count < most {
            var word = word
            while let last = word.last, last == UInt8(ascii: ".") || last == UInt8(ascii: "'") {
                word = word.dropLast()
            }
            while word.first == UInt8(ascii: "'") { word = word.dropFirst() }
            guard
                word.count <= longest, let at = word.lastIndex(of: UInt8(ascii: "@")), at != word.startIndex,
                word.index(after: at) != word.endIndex
            else { continue }
            found.append(String(decoding: word, as: UTF8.self))
        }
        return found
    }

    /// What ends an address: blanks, controls, and the specials that stand around one (RFC 5322 3.2.3).
    private static func isSeparator(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7F, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "("), UInt8(ascii: ")"),
            UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "\""), UInt8(ascii: "["),
            UInt8(ascii: "]"), UInt8(ascii: "\\"):
            true
        default: false
        }
    }

    /// With `+2B` read as `+`: how an `Original-Recipient` writes what its own syntax needs (RFC 3461 4).
    static func decodingXText(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "+"), index + 2 < bytes.count, bytes[index + 1].isUpperHexadecimal,
                bytes[index + 2].isUpperHexadecimal, let high = bytes[index + 1].hexadecimalDigit,
                let low = bytes[index + 2].hexadecimalDigit
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

extension UInt8 {
    fileprivate var isUpperHexadecimal: Bool { isDigit || (0x41...0x46).contains(self) }
}

/// What servers say, as it may be kept.
package enum DiagnosticText {
    private static let longest = 200

    /// On one line, each word that holds an address replaced by `…`, and cut.
    package static func withoutAddresses(_ text: String) -> String {
        let words = text.prefix(2_000).split { $0.isWhitespace }
            .map { word in
                // Also in the forms that links and encoded words give it.
                word.contains("@") || word.lowercased().contains("%40") || word.lowercased().contains("=40")
                    ? "…" : word
            }
        let line = words.joined(separator: " ").unicodeScalars.filter { !($0.value < 0x20 || $0.value == 0x7F) }
        return String(String(String.UnicodeScalarView(line)).prefix(longest))
    }
}
