// SPDX-License-Identifier: Apache-2.0

/// The quoted-printable transfer encoding of text (RFC 2045 6.7).
package enum QuotedPrintable {
    static let digits = Array("0123456789ABCDEF".utf8)
    /// Of a line, with one column kept free for the soft line break.
    private static let lineLength = 75

    /// Encodes text whose line ends are CRLF into lines of at most 76 octets.
    ///
    /// Beyond the letter of the standard it escapes a dot and the word `From ` at the start of a line, which careless
    /// relays and mail stores change.
    package static func encode(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 4)
        let isPlain = isPlain
        var column = 0
        var index = 0
        while index < text.count {
            // Every mail of a fan-out is encoded on its own: what needs no thought is copied in runs.
            var end = index
            let limit = min(text.count, index + lineLength - column)
            while end < limit, isPlain[Int(text[end])] { end += 1 }
            if end > index, isBlank(text[end - 1]), end == text.count || isLineEnd(text, at: end) { end -= 1 }
            if end > index, column > 0 || !needsCare(text, at: index) {
                result.append(contentsOf: text[index..<end])
                column += end - index
                index = end
            } else if isLineEnd(text, at: index) {
                result.append(contentsOf: [13, 10])
                column = 0
                index += 2
            } else {
                let isLiteral = isLiteral(text, at: index, column: column)
                if column + (isLiteral ? 1 : 3) > lineLength {
                    // The next line may begin with what needs care, so it is looked at anew.
                    result.append(contentsOf: [UInt8(ascii: "="), 13, 10])
                    column = 0
                    continue
                }
                append(text[index], isLiteral: isLiteral, to: &result)
                column += isLiteral ? 1 : 3
                index += 1
            }
        }
        return result
    }

    private static func append(_ byte: UInt8, isLiteral: Bool, to result: inout [UInt8]) {
        if isLiteral {
            result.append(byte)
        } else {
            result.append(UInt8(ascii: "="))
            result.append(digits[Int(byte >> 4)])
            result.append(digits[Int(byte & 15)])
        }
    }

    /// Bytes that stand for themselves but at the start or the end of a line.
    private static let isPlain = (0...255).map { (32...126).contains($0) && $0 != 61 || $0 == 9 }

    /// Whether the byte must be escaped if a line begins with it.
    private static func needsCare(_ text: [UInt8], at index: Int) -> Bool {
        switch text[index] {
        case UInt8(ascii: "."): true
        case UInt8(ascii: "F"): text[index...].starts(with: "From ".utf8)
        default: false
        }
    }

    private static func isLiteral(_ text: [UInt8], at index: Int, column: Int) -> Bool {
        if isBlank(text[index]) { return index + 1 < text.count && !isLineEnd(text, at: index + 1) }
        return isPlain[Int(text[index])] && (column > 0 || !needsCare(text, at: index))
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == 9 }

    private static func isLineEnd(_ text: [UInt8], at index: Int) -> Bool {
        text[index] == 13 && index + 1 < text.count && text[index + 1] == 10
    }
}
