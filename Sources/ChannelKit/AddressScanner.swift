// SPDX-License-Identifier: Apache-2.0

/// Finds the addresses in a text, so that no cut falls into one.
///
/// An address reaches from a scheme (`https://`, `mailto:`) or `www.` to the next space, symbol, quotation mark or
/// bracket that it did not open, without the punctuation that ends a sentence. Letters of any script belong to it.
enum AddressScanner {
    /// Byte ranges in ascending order, none overlapping.
    static func ranges(in bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var position = 0
        while position < bytes.count {
            guard let start = addressStart(bytes, at: position, notBefore: found.last?.upperBound ?? 0) else {
                position += 1
                continue
            }
            let end = addressEnd(bytes, from: position)
            if end > position { found.append(start..<end) }
            position = max(end, position + 1)
        }
        return found
    }

    /// Whether the three bytes at `position` are a space of another script: U+2000…U+200A, U+2028, U+2029, U+3000.
    static func isWideSpace(_ bytes: [UInt8], at position: Int) -> Bool {
        guard position + 2 < bytes.count else { return false }
        switch (bytes[position], bytes[position + 1], bytes[position + 2]) {
        case (0xE2, 0x80, 0x80...0x8A), (0xE2, 0x80, 0xA8), (0xE2, 0x80, 0xA9), (0xE3, 0x80, 0x80): return true
        default: return false
        }
    }

    private static func addressStart(_ bytes: [UInt8], at position: Int, notBefore bound: Int) -> Int? {
        switch bytes[position] {
        case UInt8(ascii: ":"):
            var start = position
            while start > bound, position - start < 20, isSchemeByte(bytes[start - 1]) { start -= 1 }
            guard start < position else { return nil }
            if matches("//", bytes, at: position + 1) { return start }
            return matches("mailto", bytes, at: position - 6) && start <= position - 6 ? position - 6 : nil
        case UInt8(ascii: "w"), UInt8(ascii: "W"):
            guard matches("www.", bytes, at: position) else { return nil }
            return position == 0 || !isSchemeByte(bytes[position - 1]) ? position : nil
        default:
            return nil
        }
    }

    private static func addressEnd(_ bytes: [UInt8], from position: Int) -> Int {
        var end = position
        var open = (round: 0, square: 0)
        while end < bytes.count, !endsAddress(bytes, at: end) {
            // A bracket that was opened before the address closes behind it.
            switch bytes[end] {
            case UInt8(ascii: "("): open.round += 1
            case UInt8(ascii: ")"): open.round -= 1
            case UInt8(ascii: "["): open.square += 1
            case UInt8(ascii: "]"): open.square -= 1
            default: break
            }
            if open.round < 0 || open.square < 0 { break }
            end += 1
        }
        while end > position, ".,;:!?)]}'*_~|\\".utf8.contains(bytes[end - 1]) { end -= 1 }
        return end
    }

    private static func endsAddress(_ bytes: [UInt8], at position: Int) -> Bool {
        switch bytes[position] {
        case 0...0x20, 0x7F, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "`"): true
        case 0xC2: position + 1 < bytes.count && (bytes[position + 1] == 0xA0 || bytes[position + 1] == 0x85)
        // General punctuation and symbols; emoji and flags; the punctuation of Chinese and Japanese, and its
        // full-width forms.
        case 0xE2, 0xF0...0xF4: true
        case 0xE3: position + 1 < bytes.count && bytes[position + 1] == 0x80
        case 0xEF: position + 1 < bytes.count && (0xBC...0xBD).contains(bytes[position + 1])
        default: false
        }
    }

    private static func isSchemeByte(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "+-.".utf8.contains(byte)
    }

    private static func matches(_ word: StaticString, _ bytes: [UInt8], at position: Int) -> Bool {
        guard position >= 0, position + word.utf8CodeUnitCount <= bytes.count else { return false }
        for index in 0..<word.utf8CodeUnitCount {
            let byte = bytes[position + index]
            let folded = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            guard folded == word.utf8Start[index] else { return false }
        }
        return true
    }
}
