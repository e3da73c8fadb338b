// SPDX-License-Identifier: Apache-2.0

/// JSON set out in lines, every token as it was sent: keys keep their order and numbers their digits.
enum PrettyJSON {
    /// Returns nil where the bytes are not one JSON object or array (RFC 8259), or nest over 64 deep.
    static func lines(_ bytes: [UInt8]) -> [String]? {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        var writer = Writer(bytes: bytes)
        guard writer.skipSpace(), writer.peek == UInt8(ascii: "{") || writer.peek == UInt8(ascii: "[") else {
            return nil
        }
        guard writer.value(depth: 0), !writer.skipSpace() else { return nil }
        return writer.lines
    }

    private struct Writer {
        let bytes: [UInt8]
        private var position = 0
        private(set) var lines = [""]

        init(bytes: [UInt8]) { self.bytes = bytes }

        var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

        /// Returns whether anything is left.
        mutating func skipSpace() -> Bool {
            while let byte = peek, [32, 9, 10, 13].contains(byte) { position += 1 }
            return peek != nil
        }

        mutating func value(depth: Int) -> Bool {
            switch peek {
            case UInt8(ascii: "{"): return list(closedBy: UInt8(ascii: "}"), named: true, depth: depth)
            case UInt8(ascii: "["): return list(closedBy: UInt8(ascii: "]"), named: false, depth: depth)
            case UInt8(ascii: "\""): return string()
            default: return scalar()
            }
        }

        private mutating func list(closedBy end: UInt8, named: Bool, depth: Int) -> Bool {
            guard depth < 64, copy(position..<position + 1), skipSpace() else { return false }
            if peek == end { return copy(position..<position + 1) }
            while true {
                lines.append(String(repeating: "  ", count: depth + 1))
                if named {
                    guard string(), skipSpace(), peek == UInt8(ascii: ":") else { return false }
                    position += 1
                    lines[lines.count - 1] += ": "
                    guard skipSpace() else { return false }
                }
                guard value(depth: depth + 1), skipSpace() else { return false }
                if peek == end {
                    lines.append(String(repeating: "  ", count: depth))
                    return copy(position..<position + 1)
                }
                guard peek == UInt8(ascii: ","), copy(position..<position + 1), skipSpace() else { return false }
            }
        }

        private mutating func string() -> Bool {
            guard peek == UInt8(ascii: "\"") else { return false }
            var end = position + 1
            while end < bytes.count, bytes[end] != UInt8(ascii: "\"") {
                guard bytes[end] >= 32 else { return false }
                end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            return end < bytes.count && copy(position..<end + 1)
        }

        private mutating func scalar() -> Bool {
            var end = position
            while end < bytes.count, !",]} \t\r\n".utf8.contains(bytes[end]) { end += 1 }
            let word = String(decoding: bytes[position..<end], as: UTF8.self)
            let isNumber = word.utf8.allSatisfy { "+-.0123456789eE".utf8.contains($0) } && Double(word) != nil
            guard ["true", "false", "null"].contains(word) || isNumber else { return false }
            return copy(position..<end)
        }

        private mutating func copy(_ range: Range<Int>) -> Bool {
            lines[lines.count - 1] += String(decoding: bytes[range], as: UTF8.self)
            position = range.upperBound
            return true
        }
    }
}
