// SPDX-License-Identifier: Apache-2.0

/// A mail address in which `*` stands for any characters, such as `refused@*`; case does not matter.
struct AddressPattern: Hashable, Sendable {
    private let pieces: [Substring]

    init(_ text: String) {
        pieces = text.lowercased().split(separator: "*", omittingEmptySubsequences: false)
    }

    func matches(_ address: String) -> Bool {
        guard let first = pieces.first, let last = pieces.last else { return false }
        var rest = Substring(address.lowercased())
        guard pieces.count > 1 else { return rest == first }
        guard rest.count >= first.count + last.count, rest.hasPrefix(first), rest.hasSuffix(last) else { return false }
        rest = rest.dropFirst(first.count).dropLast(last.count)
        for piece in pieces[1..<pieces.count - 1] {
            guard let end = Self.end(of: piece, in: rest) else { return false }
            rest = rest[end...]
        }
        return true
    }

    private static func end(of piece: Substring, in text: Substring) -> Substring.Index? {
        guard !piece.isEmpty else { return text.startIndex }
        var rest = text
        while rest.count >= piece.count {
            if rest.hasPrefix(piece) { return rest.index(rest.startIndex, offsetBy: piece.count) }
            rest = rest.dropFirst()
        }
        return nil
    }
}
