// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Base64 for URLs (RFC 4648 5), without padding.
enum Base64URL {
    static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        let text = Data(bytes).base64EncodedString().prefix { $0 != "=" }
        return String(
            text.map { character in
                switch character {
                case "+": "-"
                case "/": "_"
                default: character
                }
            }
        )
    }

    /// Nil for anything that is not in that alphabet.
    static func decoded(_ text: some StringProtocol) -> [UInt8]? {
        var plain = ""
        for character in text.unicodeScalars {
            switch character {
            case "-": plain.append("+")
            case "_": plain.append("/")
            case "+", "/", "=": return nil
            default: plain.unicodeScalars.append(character)
            }
        }
        plain += String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
        return Data(base64Encoded: plain).map { Array($0) }
    }
}
