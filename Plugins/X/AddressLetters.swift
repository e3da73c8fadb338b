// SPDX-License-Identifier: Apache-2.0

/// Which letters may stand where in an address, as twitter-text has it.
enum AddressLetters {
    /// Before an address: neither a letter or digit that it would be part of, nor the sign of a mention or a tag.
    static func mayPrecede(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return !isLetterOrDigit(scalar) && !"@$#".unicodeScalars.contains(scalar) }
        return !["＠", "＃"].contains(scalar) && !isNoCharacter(scalar)
    }

    /// In a label of a domain, of whatever script; `-` and `_` may stand inside only.
    static func isDomain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x180E, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000:
            false
        case 0x202A...0x202E, 0x061C, 0x200E, 0x200F, 0x2066...0x2069: false
        case 0x21...0x7E: scalar == "\"" || scalar == "`"
        default: !isNoCharacter(scalar)
        }
    }

    /// In a label that makes an address without a scheme.
    static func isPlainDomain(_ scalar: Unicode.Scalar) -> Bool {
        isLetterOrDigit(scalar) || scalar == "-" || isLatinWithMark(scalar)
    }

    /// In a path, brackets aside.
    static func isPath(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isLetterOrDigit(scalar) || "!*';:=+,.$/%#[]-_~@|&".unicodeScalars.contains(scalar) }
        return scalar == "\u{2013}" || isCyrillic(scalar) || isLatinWithMark(scalar)
    }

    /// At the end of a path.
    static func endsPath(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isLetterOrDigit(scalar) || "+-=_#/".unicodeScalars.contains(scalar) }
        return isCyrillic(scalar) || isLatinWithMark(scalar)
    }

    static func isQuery(_ scalar: Unicode.Scalar) -> Bool {
        isLetterOrDigit(scalar) || "!?*'@();:&=+$/%#[]-_.,~|".unicodeScalars.contains(scalar)
    }

    /// At the end of a query.
    static func endsQuery(_ scalar: Unicode.Scalar) -> Bool {
        isLetterOrDigit(scalar) || "-_&=#/".unicodeScalars.contains(scalar)
    }

    static func isDigit(_ scalar: Unicode.Scalar) -> Bool { (0x30...0x39).contains(scalar.value) }

    static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }

    private static func isNoCharacter(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value == 0xFFFE || scalar.value == 0xFEFF || scalar.value == 0xFFFF
    }

    private static func isCyrillic(_ scalar: Unicode.Scalar) -> Bool { (0x400...0x4FF).contains(scalar.value) }

    private static func isLatinWithMark(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0xC0...0xD6, 0xD8...0xF6, 0xF8...0x24F, 0x300...0x36F, 0x1E00...0x1EFF: true
        case 0x253, 0x254, 0x256, 0x257, 0x259, 0x25B, 0x263, 0x268, 0x26F, 0x272, 0x289, 0x28B, 0x2BB: true
        default: false
        }
    }
}
