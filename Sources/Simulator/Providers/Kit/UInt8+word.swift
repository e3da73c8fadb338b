// SPDX-License-Identifier: Apache-2.0

extension UInt8 {
    /// Whether it is an ASCII letter or digit, `-` or `_`: the alphabet of base64url, and of many names.
    var isOfWord: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
