// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Undoes quoted-printable and base64 (RFC 2045 6).
enum TransferEncoding {
    /// Bytes in another or no encoding are returned as they are.
    static func decode(_ bytes: ArraySlice<UInt8>, _ name: String) -> [UInt8] {
        switch name {
        case "quoted-printable": quotedPrintable(bytes)
        case "base64": base64(bytes)
        default: Array(bytes)
        }
    }

    /// White space at the end of a line is not part of the text; a broken escape is left as it stands.
    static func quotedPrintable(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes
        while !rest.isEmpty {
            let feed = rest.firstIndex(of: 10)
            let line = rest[..<(feed ?? rest.endIndex)]
            rest = feed.map { rest[($0 + 1)...] } ?? []
            let isBroken = appendLine(line, to: &decoded)
            if isBroken, feed != nil { decoded += line.last == 13 ? [13, 10] : [10] }
        }
        return decoded
    }

    static func base64(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        Data(base64Encoded: Data(bytes), options: .ignoreUnknownCharacters).map(Array.init) ?? Array(bytes)
    }

    /// Returns whether the text breaks here; after a soft line break it goes on.
    private static func appendLine(_ line: ArraySlice<UInt8>, to decoded: inout [UInt8]) -> Bool {
        var rest = line.last == 13 ? line.dropLast() : line
        while let last = rest.last, last == 32 || last == 9 { rest = rest.dropLast() }
        let isSoft = rest.last == UInt8(ascii: "=")
        if isSoft { rest = rest.dropLast() }
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "="), let value = hexadecimal(rest.prefix(2)) {
                decoded.append(value)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return !isSoft
    }

    private static func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt8? {
        digits.count == 2 ? UInt8(String(decoding: digits, as: UTF8.self), radix: 16) : nil
    }
}
