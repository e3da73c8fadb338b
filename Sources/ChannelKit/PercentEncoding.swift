// SPDX-License-Identifier: Apache-2.0

/// Text within URLs, forms and signatures: all but letters, digits and `-._~` percent-encoded (RFC 3986 2.3).
package enum PercentEncoding {
    package static func encoded(_ text: some StringProtocol) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3 / 2)
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The body of a form, `application/x-www-form-urlencoded`; names stand as they are.
    package static func form(_ fields: [(String, String)]) -> [UInt8] {
        Array(fields.map { "\($0.0)=\(encoded($0.1))" }.joined(separator: "&").utf8)
    }
}
