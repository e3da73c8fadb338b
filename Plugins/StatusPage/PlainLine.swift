// SPDX-License-Identifier: Apache-2.0

/// One line of plain text as it may stand anywhere on a page.
enum PlainLine {
    /// White space becomes single spaces; control characters and those that turn the direction of what follows go.
    static func of(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                if let last = line.last, last != " " { line.append(" ") }
                continue
            }
            switch scalar.value {
            case 0x202A...0x202E, 0x2066...0x2069, 0xFEFF, 0xFFFE, 0xFFFF: continue
            default: if scalar.properties.generalCategory != .control { line.append(scalar) }
            }
        }
        if line.last == " " { line.removeLast() }
        return String(line)
    }

    /// Whether it is an address that a page can link to without a thought.
    static func isLink(_ text: String) -> Bool {
        let lowered = text.prefix(8).lowercased()
        return (lowered.hasPrefix("https://") || lowered.hasPrefix("http://")) && text.utf8.count <= 1_024
            && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !#""'<>\^`{|}"#.utf8.contains($0) }
    }
}
