// SPDX-License-Identifier: Apache-2.0

/// How X counts a text, by the third configuration of twitter-text: most letters of the West for one, everything else
/// for two, an emoji for two whatever it is made of, an address for 23.
package enum XWeight {
    package static func weight(of text: String) -> Int {
        let addresses = SocialAddresses(in: text, isSchemeNeeded: false)
        return addresses.pieces.reduce(addresses.count * 23) { sum, piece in
            piece.reduce(sum) { $0 + weight(of: $1) }
        }
    }

    private static func weight(of character: Character) -> Int {
        let scalars = Array(character.unicodeScalars)
        guard let first = scalars.first else { return 0 }
        if scalars.count == 1, first.value < 0xA9 { return 1 }
        guard isEmoji(first, scalars) else { return XComposition.weight(of: scalars) }
        return scalars.dropFirst().reduce(2) { $0 + (isPartOfEmoji($1) ? 0 : weight(of: $1)) }
    }

    static func weight(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0...4_351, 8_192...8_205, 8_208...8_223, 8_242...8_247: 1
        default: 2
        }
    }

    private static func isEmoji(_ first: Unicode.Scalar, _ scalars: [Unicode.Scalar]) -> Bool {
        guard first.properties.isEmoji, !scalars.contains("\u{FE0E}") else { return false }
        // A digit is one only as a key.
        return first.value > 0x7F || scalars.contains("\u{20E3}")
    }

    private static func isPartOfEmoji(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x200D, 0x20E3, 0xFE0F, 0xE0020...0xE007F: true
        default: scalar.value > 0x7F && scalar.properties.isEmoji
        }
    }
}
