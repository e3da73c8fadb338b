// SPDX-License-Identifier: Apache-2.0

/// A Content-Type with its parameters (RFC 2045 5.1), both names in lower case.
struct ContentType: Hashable {
    let name: String
    let parameters: [String: String]

    /// Without a type, `text/plain` (RFC 2045 5.2).
    init(_ text: String) {
        let pieces = Self.split(text)
        let name = pieces.first?.trimmed.lowercased() ?? ""
        var parameters: [String: String] = [:]
        for piece in pieces.dropFirst() {
            guard let equals = piece.firstIndex(of: "=") else { continue }
            let key = String(piece[..<equals]).trimmed.lowercased()
            parameters[key] = Self.unquoted(String(piece[piece.index(after: equals)...]).trimmed)
        }
        self.name = name.isEmpty ? "text/plain" : name
        self.parameters = parameters
    }

    private static func split(_ text: String) -> [String] {
        var pieces = [""]
        var isQuoted = false
        var isEscaped = false
        for character in text {
            if character == ";", !isQuoted {
                pieces.append("")
                continue
            }
            if character == "\"", !isEscaped { isQuoted.toggle() }
            isEscaped = isQuoted && character == "\\" && !isEscaped
            pieces[pieces.count - 1].append(character)
        }
        return pieces
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
        var plain = ""
        var isEscaped = false
        for character in text.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                plain.append(character)
                isEscaped = false
            }
        }
        return plain
    }
}

extension String {
    fileprivate var trimmed: String {
        let start = drop { $0.isWhitespace }
        return String(
            start.prefix(upTo: start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex)
        )
    }
}
