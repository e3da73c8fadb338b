// SPDX-License-Identifier: Apache-2.0

/// The 7-bit default alphabet of GSM (3GPP TS 23.038): what a text message is made of where it is cheap.
enum GSMAlphabet {
    /// How many septets a character takes: 1, 2 for one of the extension table, nil for one that is not in it.
    static func septets(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": 1
        case _ where basic.contains(scalar): 1
        case _ where extended.contains(scalar): 2
        default: nil
        }
    }

    private static let basic = Set("@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà".unicodeScalars)
    private static let extended = Set("^{}\\[~]|€".unicodeScalars)
}
