// SPDX-License-Identifier: Apache-2.0

/// The base64 transfer encoding (RFC 2045 6.8).
package enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// The digits in one run, padded; with `lineLength`, CRLF after every so many of them but the last.
    package static func encode(_ bytes: [UInt8], lineLength: Int = .max) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity((bytes.count + 2) / 3 * 4 / 38 * 39 + 4)
        var column = 0
        for start in stride(from: 0, to: bytes.count, by: 3) {
            if column == lineLength {
                result.append(13)
                result.append(10)
                column = 0
            }
            let count = min(3, bytes.count - start)
            var group = UInt32(bytes[start]) << 16
            if count > 1 { group |= UInt32(bytes[start + 1]) << 8 }
            if count > 2 { group |= UInt32(bytes[start + 2]) }
            for place in 0..<4 {
                let digit = alphabet[Int(group >> UInt32(18 - place * 6)) & 63]
                result.append(place <= count ? digit : UInt8(ascii: "="))
            }
            column += 4
        }
        return result
    }
}
