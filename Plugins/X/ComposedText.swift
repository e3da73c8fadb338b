// SPDX-License-Identifier: Apache-2.0

/// A text as X reads it, its letters composed with their marks, and where each of them stands in the text as it is.
struct ComposedText {
    private(set) var scalars: [Unicode.Scalar] = []
    /// The place of each scalar in the text as it is, and that text's length.
    private(set) var origins: [Int] = []

    init(_ text: String) {
        var place = 0
        for character in text {
            let first = character.unicodeScalars.first
            if let first, character.unicodeScalars.dropFirst().isEmpty {
                scalars.append(first)
                origins.append(place)
                place += 1
                continue
            }
            let parts = Array(character.unicodeScalars)
            let composed = ComposedLetters.composed(parts)
            scalars += composed
            // Where letters have become fewer, an address holds all of the character or nothing of it.
            origins += composed == parts ? Array(place..<(place + parts.count)) : composed.map { _ in place }
            place += parts.count
        }
        origins.append(place)
    }
}
