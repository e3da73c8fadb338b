// SPDX-License-Identifier: Apache-2.0

/// An answer's headers: as the bytes that came, until somebody asks for strings.
///
/// Of most answers in a fan-out nobody looks at more than the status.
package struct HTTPHead: Sendable {
    private enum Form: Sendable {
        case fields([HTTPHeader])
        case lines([UInt8])
    }

    private var form: Form

    package init(_ fields: [HTTPHeader]) { self.form = .fields(fields) }

    /// Takes the lines of a head as they came over the wire, without the status line and the empty one.
    package init(lines: [UInt8]) { self.form = .lines(lines) }

    /// Names in lower case; a line without a name is left out.
    package var headers: [HTTPHeader] {
        switch form {
        case .fields(let fields): return fields
        case .lines(let bytes):
            var fields: [HTTPHeader] = []
            bytes.withUnsafeBufferPointer { bytes in
                HTTPHead.forEachLine(in: bytes) { name, value in
                    fields.append(HTTPHeader(HTTPHead.lowercased(name), HTTPHead.text(value)))
                    return true
                }
            }
            return fields
        }
    }

    /// The first value of a header, its name in lower case.
    package subscript(_ name: String) -> String? {
        switch form {
        case .fields(let fields): return fields.first { $0.name == name }?.value
        case .lines(let bytes):
            var found: String?
            bytes.withUnsafeBufferPointer { bytes in
                HTTPHead.forEachLine(in: bytes) { written, value in
                    guard written.count == name.utf8.count, written.lazy.map(shown).elementsEqual(name.utf8) else {
                        return true
                    }
                    found = HTTPHead.text(value)
                    return false
                }
            }
            return found
        }
    }

    private typealias Bytes = Slice<UnsafeBufferPointer<UInt8>>

    /// Calls `body` with the name and the value of each line, until it answers false.
    private static func forEachLine(in head: UnsafeBufferPointer<UInt8>, _ body: (Bytes, Bytes) -> Bool) {
        var rest = head[...]
        while !rest.isEmpty {
            let end = rest.firstIndex(of: 0x0a) ?? rest.endIndex
            let line = rest[rest.startIndex..<end]
            rest = rest[min(end + 1, rest.endIndex)...]
            guard let colon = line.firstIndex(of: 0x3a), colon > line.startIndex else { continue }
            guard body(line[..<colon], line[(colon + 1)...]) else { return }
        }
    }

    private static func lowercased(_ name: Bytes) -> String {
        String(unsafeUninitializedCapacity: name.count) { buffer in
            for (place, byte) in name.enumerated() { buffer[place] = shown(byte) }
            return name.count
        }
    }

    /// The value without the blanks around it.
    private static func text(_ value: Bytes) -> String {
        var value = value.drop(while: isBlank)
        while let last = value.last, isBlank(last) { value.removeLast() }
        return String(decoding: value, as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }
}

/// A byte of a name in lower case; a name is ASCII: what is not, is no header that anyone asks for.
private func shown(_ byte: UInt8) -> UInt8 {
    switch byte {
    case 0x41...0x5a: byte | 0x20
    case 0x80...: 0x3f
    default: byte
    }
}

extension HTTPHead: Hashable {
    package static func == (left: HTTPHead, right: HTTPHead) -> Bool { left.headers == right.headers }

    package func hash(into hasher: inout Hasher) { hasher.combine(headers) }
}
