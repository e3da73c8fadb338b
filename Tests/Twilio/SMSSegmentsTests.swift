// SPDX-License-Identifier: Apache-2.0

import Testing
import Twilio

@Suite struct SMSSegmentsTests {
    @Test(arguments: [
        ("a", 160, SMSSegments.Alphabet.gsm7, 1), ("a", 161, .gsm7, 2), ("a", 306, .gsm7, 2), ("a", 307, .gsm7, 3),
        ("ß", 160, .gsm7, 1), ("Ω", 160, .gsm7, 1), ("\n", 160, .gsm7, 1), ("à", 161, .gsm7, 2),
        // Two septets each; in a long message none is split: 76 to a segment.
        ("€", 80, .gsm7, 1), ("€", 81, .gsm7, 2), ("[", 152, .gsm7, 2), ("|", 153, .gsm7, 3),
        // One character that is not in the alphabet makes the whole message another.
        ("ç", 70, .ucs2, 1), ("ç", 71, .ucs2, 2), ("ç", 134, .ucs2, 2), ("ç", 135, .ucs2, 3), ("`", 71, .ucs2, 2),
        ("…", 1, .ucs2, 1), ("\u{A0}", 71, .ucs2, 2), ("á", 71, .ucs2, 2), ("—", 71, .ucs2, 2),
        // Two units each; in a long message none is split: 33 to a segment.
        ("😀", 35, .ucs2, 1), ("😀", 36, .ucs2, 2), ("😀", 66, .ucs2, 2), ("😀", 67, .ucs2, 3),
        ("", 0, .gsm7, 1),
    ])
    func `a text takes as many segments as phones put together`(
        _ character: String,
        _ times: Int,
        _ alphabet: SMSSegments.Alphabet,
        _ count: Int
    ) {
        let segments = SMSSegments(String(repeating: character, count: times))
        #expect(segments.alphabet == alphabet)
        #expect(segments.count == count)
    }

    /// What a published counter makes of mixed texts (smsutil 1.1, after 3GPP TS 23.038 and 23.040).
    @Test(
        arguments: [
            // No character of two septets, and no surrogate pair, reaches over the end of a piece.
            (many("a", 152) + "€" + many("a", 10), .gsm7, 2),
            (many("a", 153) + many("€", 77), .gsm7, 3),
            (many("a", 159) + "€", .gsm7, 2),
            (many("a", 66) + "😀😀😀" + many("a", 10), .ucs2, 2),
            (many("a", 64) + "😀😀😀😀", .ucs2, 2),
            (many("Grüße, Ärger: 5 € [ok]", 8), .gsm7, 2),
            (many("Störung", 22) + "Störungen", .gsm7, 2),
            (many("Déjà vu ", 20), .gsm7, 1),
            (many("Ça va ", 12), .gsm7, 1),
            (many("ça va ", 12), .ucs2, 2),
        ] as [(String, SMSSegments.Alphabet, Int)]
    )
    func `a mixed text takes as many segments as others count`(
        _ text: String,
        _ alphabet: SMSSegments.Alphabet,
        _ count: Int
    ) {
        let segments = SMSSegments(text)
        #expect(segments.alphabet == alphabet)
        #expect(segments.count == count)
    }

    private static func many(_ text: String, _ times: Int) -> String { String(repeating: text, count: times) }

    @Test func `the whole alphabet is known, and nothing besides`() {
        let basic =
            "@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
        let extended = "^{}\\[~]|€"
        for value in UInt32(0x20)...0x2FFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let text = String(Character(scalar))
            let isKnown = basic.unicodeScalars.contains(scalar) || extended.unicodeScalars.contains(scalar)
            #expect((SMSSegments(text).alphabet == .gsm7) == isKnown, "U+\(String(value, radix: 16))")
        }
    }
}
