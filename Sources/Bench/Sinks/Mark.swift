// SPDX-License-Identifier: Apache-2.0

/// A number that a request carries in its text, by which it is known again at its destination.
package enum Mark {
    private static let word = Array("mark-".utf8)

    package static func text(_ number: Int) -> String { "mark-\(number)" }

    /// The first such number in the bytes.
    package static func find(in bytes: some Collection<UInt8>) -> Int? {
        var matched = 0
        var number: Int?
        for byte in bytes {
            if matched == word.count {
                if 0x30...0x39 ~= byte {
                    number = min((number ?? 0) * 10 + Int(byte - 0x30), 1 << 40)
                    continue
                }
                if let number { return number }
                matched = 0
            }
            // No proper beginning of the word is repeated within it, so that a mismatch restarts at its first letter.
            matched = byte == word[matched] ? matched + 1 : byte == word[0] ? 1 : 0
        }
        return number
    }
}
