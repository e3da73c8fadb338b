// SPDX-License-Identifier: Apache-2.0

/// The alphabet in which identifiers, record keys and hashes of the AT Protocol are written.
enum Base32 {
    static let alphabet = Array("234567abcdefghijklmnopqrstuvwxyz")

    /// So many letters of a hash's bits, five to each.
    static func letters(_ bytes: [UInt8], _ count: Int) -> String {
        let bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
        let letters = (0..<count)
            .map { place in
                (0..<5).reduce(0) { $0 << 1 | Int(bits[(place * 5 + $1) % bits.count]) }
            }
        return String(letters.map { alphabet[$0] })
    }
}
