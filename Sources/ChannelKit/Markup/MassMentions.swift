// SPDX-License-Identifier: Apache-2.0

/// Words that make a chat call on everybody.
package enum MassMentions {
    /// The text with every `@` before a letter kept from being a mention: an invisible word joiner (U+2060) stands
    /// behind it, so that `@everyone`, `@here`, `@channel`, `@all`, `@room`, `@online` and names read as they are and
    /// call nobody.
    ///
    /// Mail addresses are left alone: an `@` behind a letter or digit mentions nobody.
    package static func neutralised(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
        var result = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            result.append(scalar)
            if scalar == "@", previous.map({ !$0.properties.isAlphabetic && !("0"..."9").contains($0) }) ?? true {
                result.append("\u{2060}")
            }
            previous = scalar
        }
        return String(result)
    }
}
