// SPDX-License-Identifier: Apache-2.0

/// Where an HTTP/1.1 request in a buffer begins and ends.
package struct RequestFrame: Hashable, Sendable {
    /// Of the request line, the headers and the empty line.
    package let headLength: Int
    /// Of head and body together; the buffer may hold less so far.
    package let length: Int
    package let path: String

    /// nil as long as the head is not whole.
    package init?(_ bytes: [UInt8]) {
        guard let headLength = Self.headLength(of: bytes) else { return nil }
        let lines = bytes[..<headLength].split(separator: 0x0a)
        var bodyLength = 0
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: 0x3a) else { continue }
            guard line.count > 15, line.first.map({ $0 | 0x20 }) == UInt8(ascii: "c"),
                String(decoding: line[..<colon], as: UTF8.self).lowercased() == "content-length"
            else { continue }
            bodyLength = Self.number(in: line[colon...])
        }
        self.headLength = headLength
        self.length = headLength + bodyLength
        let words = (lines.first ?? []).split(separator: 0x20)
        self.path = words.count > 1 ? String(decoding: words[1], as: UTF8.self) : ""
    }

    private static func headLength(of bytes: [UInt8]) -> Int? {
        guard bytes.count >= 4 else { return nil }
        for place in 3..<bytes.count where bytes[place] == 0x0a {
            if bytes[place - 1] == 0x0d, bytes[place - 2] == 0x0a, bytes[place - 3] == 0x0d { return place + 1 }
        }
        return nil
    }

    private static func number(in bytes: some Sequence<UInt8>) -> Int {
        bytes.reduce(0) { sum, byte in 0x30...0x39 ~= byte ? min(sum * 10 + Int(byte - 0x30), 1 << 30) : sum }
    }
}
