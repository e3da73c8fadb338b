// SPDX-License-Identifier: Apache-2.0

/// How X counts: by weight, as the third configuration of twitter-text says.
///
/// Letters of most alphabets weigh 1, all else 2, an emoji 2 whatever it is made of, an address 23.
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
        if scalars.dropFirst().isEmpty || character == "\r\n" { return weight(of: first) }
        let composed = ComposedLetters.composed(Array(scalars))
        var weight = ComposedLetters.reserve(of: Array(scalars), composed: composed)
        var rest = composed[...]
        while let scalar = rest.first {
            let length = EmojiSequence.length(rest)
            weight += length > 1 ? 2 : self.weight(of: scalar)
            rest = rest.dropFirst(length)
        }
        return weight
    }

    private static func weight(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0xA9, 0xAE: 2
        // The signs of ohm, kelvin and ångström are composed to letters.
        case 0x2126, 0x212A, 0x212B: 1
        case 0x340...0xFFFF where scalar.properties.isFullCompositionExclusion: decomposed(scalar)
        case 0...4_351, 8_192...8_205, 8_208...8_223, 8_242...8_247: 1
        case 0x1D15E, 0x1D15F, 0x1D1BB, 0x1D1BC: 4
        case 0x1D160...0x1D164, 0x1D1BD...0x1D1C0: 6
        default: 2
        }
    }

    /// What is taken apart when X normalises a text (NFC), at no less than it weighs then.
    private static func decomposed(_ scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0x0344, 0x0958...0x095F, 0x09DC...0x09DF, 0x0A33...0x0A36, 0x0A59...0x0A5E, 0x0B5C...0x0B5D,
            0x0F43...0x0FB9:
            2
        case 0x2ADC, 0xFB2C, 0xFB2D: 3
        case 0...0x20FF: 1
        default: 2
        }
    }
}
