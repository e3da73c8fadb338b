// SPDX-License-Identifier: Apache-2.0

/// What a signature is made over: a mail in the form that is the same whatever a relay does to its white space
/// (RFC 6376 3.4.2 and 3.4.4).
package enum RelaxedForm {
    private static let space = UInt8(ascii: " ")

    /// A header field, given whole, without the line end after it.
    package static func field(_ field: some Sequence<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        var isName = true
        var isAfterBlank = false
        for byte in field {
            if isBlank(byte) || byte == 13 || byte == 10 {
                isAfterBlank = true
            } else if isName, byte == UInt8(ascii: ":") {
                result.append(byte)
                isName = false
                isAfterBlank = false
            } else if isName {
                result.append(lowercased(byte))
            } else {
                if isAfterBlank, result.last != UInt8(ascii: ":") || hasValue(result) { result.append(space) }
                result.append(byte)
                isAfterBlank = false
            }
        }
        return result
    }

    /// The text of a mail from `start` on, which is what follows the headers' empty line.
    ///
    /// Each mail of a fan-out is signed on its own, so what needs no thought is copied in runs.
    package static func body(_ text: [UInt8], from start: Int = 0) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count - start + 2)
        let needsThought = needsThought
        // Where the present line begins, and where the last line that says anything ends.
        var line = 0
        var end = 0
        var index = start
        while index < text.count {
            let first = index
            while index < text.count, !needsThought[Int(text[index])] { index += 1 }
            result += text[first..<index]
            guard index < text.count else { break }
            if text[index] != 13 {
                while index < text.count, isBlank(text[index]) { index += 1 }
                if index < text.count, !isLineEnd(text, at: index) { result.append(space) }
            } else if isLineEnd(text, at: index) {
                if result.count > line { end = result.count + 2 }
                result.append(13)
                result.append(10)
                line = result.count
                index += 2
            } else {
                result.append(13)
                index += 1
            }
        }
        guard result.count == line else { return result + [13, 10] }
        result.removeLast(result.count - end)
        return result
    }

    /// White space and the first half of a line end.
    private static let needsThought = (0...255).map { $0 == 32 || $0 == 9 || $0 == 13 }

    /// Whether anything stands after the field's first colon.
    private static func hasValue(_ field: [UInt8]) -> Bool {
        field.firstIndex(of: UInt8(ascii: ":")).map { $0 + 1 < field.count } ?? false
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == 9 }

    private static func isLineEnd(_ text: [UInt8], at index: Int) -> Bool {
        text[index] == 13 && index + 1 < text.count && text[index + 1] == 10
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
