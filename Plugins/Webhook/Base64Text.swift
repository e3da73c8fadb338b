// SPDX-License-Identifier: Apache-2.0

/// Base64 as text (RFC 4648 4), padded, on one line.
enum Base64Text {
    /// The bytes in base64 after a prefix.
    static func make(_ bytes: UnsafeRawBufferPointer, after prefix: StaticString) -> String {
        String(unsafeUninitializedCapacity: prefix.utf8CodeUnitCount + (bytes.count + 2) / 3 * 4) { buffer in
            var length = 0
            for place in 0..<prefix.utf8CodeUnitCount {
                buffer[length] = prefix.utf8Start[place]
                length += 1
            }
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let count = min(3, bytes.count - start)
                var group = UInt32(bytes[start]) << 16
                if count > 1 { group |= UInt32(bytes[start + 1]) << 8 }
                if count > 2 { group |= UInt32(bytes[start + 2]) }
                for place in 0..<4 {
                    let digit = UInt8(truncatingIfNeeded: group >> UInt32(18 - place * 6)) & 63
                    buffer[length] = place <= count ? character(digit) : UInt8(ascii: "=")
                    length += 1
                }
            }
            return length
        }
    }

    private static func character(_ digit: UInt8) -> UInt8 { digits.utf8Start[Int(digit)] }

    private static let digits: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
}
