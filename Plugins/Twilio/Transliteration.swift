// SPDX-License-Identifier: Apache-2.0

/// Which characters are written otherwise, so that a text message stays in the cheap alphabet.
package enum Transliteration: String, Codable, Hashable, Sendable, CaseIterable {
    case none
    /// Quotation marks, dashes, dots, bullets and spaces.
    case punctuation
    /// Letters with accents as well, which lose them; emoji are left out. Other scripts stay as they are.
    case all

    func applied(to text: String) -> String {
        guard self != .none else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if GSMAlphabet.septets(scalar) != nil {
                result.unicodeScalars.append(scalar)
            } else if let plain = Transliteration.signs[scalar] {
                result += plain
            } else if self == .all, let plain = Transliteration.letters[scalar] {
                result += plain
            } else if self != .all || !Transliteration.isOrnament(scalar) {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isOrnament(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isEmojiPresentation || scalar.properties.isEmojiModifier || scalar.properties.isJoinControl
            || scalar.properties.isVariationSelector || scalar.properties.generalCategory == .nonspacingMark
            || scalar.properties.isEmoji && scalar.value > 0xFF || (0x1F1E6...0x1F1FF).contains(scalar.value)
            || (0xE0020...0xE007F).contains(scalar.value)
    }

    private static let signs = table([
        "'": "‘’‚‛′`´", "\"": "“”„‟″«»", "-": "‐‑‒–—―−", "...": "…", "- ": "•‣◦", ".": "·",
        " ":
            "\u{A0}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}\u{202F}\u{3000}\t",
        "\n": "\u{2028}\u{2029}\u{85}\u{B}\u{C}\r", "": "\u{200B}\u{2060}\u{FEFF}\u{AD}\u{200E}\u{200F}", "<": "‹",
        ">": "›", "x": "×",
    ])

    private static let letters = table([
        "a": "áâãāăą", "A": "ÀÁÂÃĀĂĄ", "c": "çćĉċč", "C": "ĆĈĊČ", "d": "ďđð", "D": "ĎĐÐ", "e": "êëēĕėęě",
        "E": "ÈÊËĒĔĖĘĚ", "g": "ĝğġģ", "G": "ĜĞĠĢ", "h": "ĥħ", "H": "ĤĦ", "i": "íîïĩīĭįı", "I": "ÌÍÎÏĨĪĬĮİ",
        "j": "ĵ", "J": "Ĵ", "k": "ķĸ", "K": "Ķ", "l": "ĺļľŀł", "L": "ĹĻĽĿŁ", "n": "ńņňŉŋ", "N": "ŃŅŇŊ",
        "o": "óôõōŏő", "O": "ÒÓÔÕŌŎŐ", "r": "ŕŗř", "R": "ŔŖŘ", "s": "śŝşšșſ", "S": "ŚŜŞŠȘ", "t": "ţťŧț", "T": "ŢŤŦȚ",
        "u": "úûũūŭůűų", "U": "ÙÚÛŨŪŬŮŰŲ", "w": "ŵ", "W": "Ŵ", "y": "ýÿŷ", "Y": "ÝŶŸ", "z": "źżž", "Z": "ŹŻŽ",
        "oe": "œ", "OE": "Œ", "ss": "ẞ", "th": "þ", "Th": "Þ", "(c)": "©", "(R)": "®", "TM": "™", "1/2": "½",
        "deg": "°",
    ])

    private static func table(_ entries: [String: String]) -> [Unicode.Scalar: String] {
        var table: [Unicode.Scalar: String] = [:]
        for (plain, letters) in entries { for letter in letters.unicodeScalars { table[letter] = plain } }
        return table
    }
}
