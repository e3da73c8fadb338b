// SPDX-License-Identifier: Apache-2.0

/// A mail or a part of one: header fields and a body (RFC 5322 2.1, RFC 2045).
///
/// Reads what it can of a broken mail: a test wants to see it, not to lose it.
struct MIMEEntity {
    struct Field: Hashable {
        let name: String
        /// Unfolded, not decoded.
        let value: String
    }

    let fields: [Field]
    let body: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    init(_ bytes: ArraySlice<UInt8>) {
        var fields: [Field] = []
        var rest = bytes
        while !rest.isEmpty {
            let line = Self.popLine(&rest)
            if line.isEmpty { break }
            let text = String(decoding: line, as: UTF8.self)
            if let first = line.first, first == 32 || first == 9, let last = fields.popLast() {
                // Unfolding takes away the line end alone (RFC 5322 2.2.3).
                fields.append(Field(name: last.name, value: last.value + text))
            } else if let colon = text.firstIndex(of: ":") {
                let value = text[text.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
                fields.append(Field(name: String(text[..<colon]), value: String(value)))
            }
        }
        self.fields = fields
        self.body = rest
    }

    func field(_ name: String) -> String? {
        let name = name.lowercased()
        return fields.first { $0.name.lowercased() == name }?.value
    }

    /// The parts that are no multiparts, in order; nested eight deep at most.
    func leaves(depth: Int = 0) -> [MailPart] {
        let type = ContentType(field("Content-Type") ?? "")
        if type.name.hasPrefix("multipart/"), depth < 8, let boundary = type.parameters["boundary"] {
            return Self.split(body, boundary: boundary).flatMap { MIMEEntity($0).leaves(depth: depth + 1) }
        }
        let encoding = field("Content-Transfer-Encoding")?.lowercased().filter { $0 != " " } ?? "7bit"
        return [
            MailPart(
                contentType: type.name,
                charset: type.parameters["charset"]?.lowercased() ?? "us-ascii",
                headers: fields.map { SinkHeader($0.name, EncodedWords.decode($0.value)) },
                bytes: TransferEncoding.decode(body, encoding)
            )
        ]
    }

    /// The bytes between the boundary's lines; the line end before a boundary belongs to it (RFC 2046 5.1.1).
    private static func split(_ body: ArraySlice<UInt8>, boundary: String) -> [ArraySlice<UInt8>] {
        let delimiter = Array("--\(boundary)".utf8)
        var parts: [ArraySlice<UInt8>] = []
        var start: ArraySlice<UInt8>.Index?
        var rest = body
        while !rest.isEmpty {
            let lineStart = rest.startIndex
            let line = popLine(&rest)
            guard line.starts(with: delimiter) else { continue }
            let tail = line.dropFirst(delimiter.count)
            let isClosing = tail.starts(with: [45, 45])
            guard (isClosing ? tail.dropFirst(2) : tail).allSatisfy({ $0 == 32 || $0 == 9 }) else { continue }
            if let start { parts.append(withoutLineEnd(body[start..<max(start, lineStart)])) }
            start = rest.startIndex
            if isClosing { return parts }
        }
        // A multipart whose end is missing still has its last part.
        if let start { parts.append(body[start...]) }
        return parts
    }

    private static func withoutLineEnd(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard bytes.last == 10 else { return bytes }
        let rest = bytes.dropLast()
        return rest.last == 13 ? rest.dropLast() : rest
    }

    private static func popLine(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let end = rest.firstIndex(of: 10)
        let line = rest[..<(end ?? rest.endIndex)]
        rest = rest[(end.map { $0 + 1 } ?? rest.endIndex)...]
        return line.last == 13 ? line.dropLast() : line
    }
}
