// SPDX-License-Identifier: Apache-2.0

/// How X counts: by weight, as the third configuration of twitter-text says.
///
/// Letters of most alphabets weigh 1, all else 2, an emoji 2 whatever it is made of, an address 23. Where X may read a
/// text in two ways, the heavier one counts.
package enum XLength {
    /// What an address weighs.
    package static let address = 23

    /// The weight of a whole text.
    package static func weight(of text: String) -> Int {
        var marks = AddressMarks()
        let masked = marks.masked(text)
        return masked.reduce(0) { $0 + marks.weight(of: $1) }
    }

    /// The weight of a character that is no part of an address.
    static func weight(of character: Character) -> Int {
        let scalars = character.unicodeScalars
        guard let first = scalars.first else { return 0 }
        if isEmoji(first, scalars) { return 2 }
        if scalars.count == 1 { return decomposed(first) ?? weight(of: first) }
        // Counted as composed (NFC), where the whole is one letter then.
        if let whole = composed[character] { return weight(of: whole) }
        return scalars.reduce(0) { $0 + (decomposed($1) ?? weight(of: $1)) }
    }

    private static func weight(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0...4_351, 8_192...8_205, 8_208...8_223, 8_242...8_247: 1
        default: 2
        }
    }

    private static func isEmoji(_ first: Unicode.Scalar, _ scalars: Character.UnicodeScalarView) -> Bool {
        let properties = first.properties
        if properties.isEmojiPresentation { return true }
        if scalars.contains("\u{FE0F}") || scalars.contains("\u{20E3}") { return properties.isEmoji }
        return properties.isEmoji && first.value > 0x7F
    }

    /// What is taken apart when X normalises a text (NFC), at no less than it weighs then; nil for all else.
    private static func decomposed(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0x0344, 0x0958...0x095F, 0x09DC...0x09DF, 0x0A33...0x0A36, 0x0A59...0x0A5E, 0x0B5C...0x0B5D, 0x0F43,
            0x0F4D, 0x0F52, 0x0F57, 0x0F5C, 0x0F69, 0x0F73...0x0F81:
            2
        case 0x2ADC, 0xFB1D...0xFB4E: 3
        case 0x1D15E...0x1D164, 0x1D1BB...0x1D1C0: 8
        default: nil
        }
    }

    /// Letters with marks, found by what they are made of: characters are equal where they are so canonically.
    private static let composed: [Character: Unicode.Scalar] = {
        var composed: [Character: Unicode.Scalar] = [:]
        for value in [UInt32(0xC0)...0x24F, 0x370...0x6FF, 0x1E00...0x1FFF].joined() {
            guard let scalar = Unicode.Scalar(value), decomposed(scalar) == nil else { continue }
            composed[Character(scalar)] = composed[Character(scalar)] ?? scalar
        }
        return composed
    }()
}
