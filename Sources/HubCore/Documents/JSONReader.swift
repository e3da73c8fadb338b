// SPDX-License-Identifier: Apache-2.0

/// Reads JSON (RFC 8259), strictly, in one pass, and says where a text stops being it.
struct JSONReader {
    /// What is wrong, in words that repeat none of the text's values, and where.
    struct Problem: Error {
        let message: String
        /// From 1.
        let line: Int
        /// In characters, from 1.
        let column: Int
    }

    /// Lists and objects within one another at the most.
    private static let deepest = 512

    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The whole text as one value.
    mutating func document() throws(Problem) -> Document {
        // A byte order mark has no meaning in UTF-8, but some editors write it.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw problem("nothing may follow the value") }
        return value
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
    }

    private mutating func value() throws(Problem) -> Document {
        skipSpace()
        guard let byte = next else { throw problem("a value is expected") }
        switch byte {
        case UInt8(ascii: "{"): return Document(.object(try nested(JSONReader.entries)))
        case UInt8(ascii: "["): return Document(.list(try nested(JSONReader.items)))
        case UInt8(ascii: "\""): return Document(.string(try string()))
        case UInt8(ascii: "t"): return Document(try word("true", .boolean(true)))
        case UInt8(ascii: "f"): return Document(try word("false", .boolean(false)))
        case UInt8(ascii: "n"): return Document(try word("null", .null))
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return Document(try number())
        default: throw problem("a value is expected")
        }
    }

    private mutating func nested<Content>(
        _ read: (inout JSONReader) throws(Problem) -> Content
    ) throws(Problem) -> Content {
        guard depth < JSONReader.deepest else { throw problem("more than \(JSONReader.deepest) levels are too many") }
        depth += 1
        position += 1
        defer { depth -= 1 }
        return try read(&self)
    }

    private static func items(_ reader: inout JSONReader) throws(Problem) -> [Document] {
        var items: [Document] = []
        reader.skipSpace()
        if reader.take(UInt8(ascii: "]")) { return items }
        while true {
            items.append(try reader.value())
            reader.skipSpace()
            if reader.take(UInt8(ascii: "]")) { return items }
            guard reader.take(UInt8(ascii: ",")) else { throw reader.problem("“,” or “]” is expected") }
        }
    }

    /// By their keys' order.
    private static func entries(_ reader: inout JSONReader) throws(Problem) -> [Document.Entry] {
        var entries: [String: Document] = [:]
        reader.skipSpace()
        if reader.take(UInt8(ascii: "}")) { return [] }
        while true {
            reader.skipSpace()
            guard reader.next == UInt8(ascii: "\"") else { throw reader.problem("a key in double quotes is expected") }
            let start = reader.position
            let key = try reader.string()
            guard entries[key] == nil else { throw reader.problem("a key is given twice", at: start) }
            reader.skipSpace()
            guard reader.take(UInt8(ascii: ":")) else { throw reader.problem("“:” is expected") }
            entries[key] = try reader.value()
            reader.skipSpace()
            if reader.take(UInt8(ascii: "}")) { break }
            guard reader.take(UInt8(ascii: ",")) else { throw reader.problem("“,” or “}” is expected") }
        }
        return entries.sorted { $0.key < $1.key }.map { Document.Entry(key: $0.key, value: $0.value) }
    }

    /// Passes over a byte where it is the next.
    private mutating func take(_ byte: UInt8) -> Bool {
        guard next == byte else { return false }
        position += 1
        return true
    }

    private mutating func word(_ word: StaticString, _ content: Document.Content) throws(Problem) -> Document.Content {
        let end = position + word.utf8CodeUnitCount
        guard end <= bytes.count, "\(word)".utf8.elementsEqual(bytes[position..<end]) else {
            throw problem("a value is expected")
        }
        position = end
        return content
    }

    private func problem(_ message: String, at place: Int? = nil) -> Problem {
        let before = bytes[..<min(place ?? position, bytes.count)]
        let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
        return Problem(
            message: message,
            line: before.count { $0 == 0x0A } + 1,
            // Bytes that continue a character are not counted.
            column: before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
        )
    }
}

// MARK: Numbers and strings

extension JSONReader {
    private mutating func digits() -> Bool {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
        return position > start
    }

    private mutating func number() throws(Problem) -> Document.Content {
        let start = position
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { guard digits() else { throw problem("a digit is expected") } }
        if take(UInt8(ascii: ".")) { guard digits() else { throw problem("a digit is expected") } }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            guard digits() else { throw problem("a digit is expected") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw problem("the number is too large", at: start) }
        return Int64(exactly: number).map { .integer($0) } ?? .number(number)
    }

    private mutating func string() throws(Problem) -> String {
        let start = position
        position += 1
        var content: [UInt8] = []
        while true {
            let run = position
            while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") {
                position += 1
            }
            content += bytes[run..<position]
            guard let byte = next else { throw problem("a string is left open", at: start) }
            guard byte >= 0x20 else { throw problem("a control character must be escaped") }
            position += 1
            if byte == UInt8(ascii: "\"") { break }
            try escape(&content)
        }
        guard let text = String(validating: content, as: UTF8.self) else {
            throw problem("the string is not UTF-8", at: start)
        }
        return text
    }

    private mutating func escape(_ content: inout [UInt8]) throws(Problem) {
        let start = position - 1
        guard let byte = next else { throw problem("a string is left open", at: start) }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"):
            var units = [try unit(from: start)]
            if UTF16.isLeadSurrogate(units[0]), take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
                units.append(try unit(from: start))
            }
            guard let text = String(validating: units, as: UTF16.self) else {
                throw problem("half of a character is escaped", at: start)
            }
            content += text.utf8
        default: throw problem("this cannot be escaped", at: start)
        }
    }

    /// Four hexadecimal digits.
    private mutating func unit(from start: Int) throws(Problem) -> UInt16 {
        let digits = bytes[position...].prefix(4)
        let isHexadecimal = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        guard digits.count == 4, isHexadecimal, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
        else {
            throw problem("four hexadecimal digits are expected", at: start)
        }
        position += 4
        return unit
    }
}
