// SPDX-License-Identifier: Apache-2.0

import Mustache

/// Brings a value into one line of plain text, for titles and subjects.
///
/// Line breaks and runs of white space become one space; control characters, and those that turn the direction of
/// the text around them, are left out.
package struct LineContentType: MustacheContentType {
    package init() {}

    package func escapeText(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        var isSpaceDue = false
        for scalar in text.unicodeScalars {
            if isSpace(scalar) {
                isSpaceDue = !result.isEmpty
                continue
            }
            guard scalar.properties.generalCategory != .control, !isOverride(scalar) else { continue }
            if isSpaceDue { result.append(" ") }
            isSpaceDue = false
            result.append(scalar)
        }
        return String(result)
    }

    private func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        // A no-break space stays one, except at the ends where nothing is on one of its sides.
        scalar.properties.isWhitespace && scalar != "\u{A0}" && scalar != "\u{202F}"
    }

    private func isOverride(_ scalar: Unicode.Scalar) -> Bool { ("\u{202A}"..."\u{202E}").contains(scalar) }
}
