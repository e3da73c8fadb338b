// SPDX-License-Identifier: Apache-2.0

/// The argument of MAIL and RCPT: a path in angle brackets and the parameters behind it (RFC 5321 4.1.2).
struct SMTPPath: Hashable {
    /// Without brackets and source route; empty for the null sender.
    let address: String
    /// Keys in upper case.
    let parameters: [String: String]

    /// Returns nil where `text` is no such argument; the path may have at most 256 octets.
    init?(_ text: Substring) {
        guard text.first == "<", let end = Self.closingBracket(in: text) else { return nil }
        let path = text[text.index(after: text.startIndex)..<end]
        let rest = text[text.index(after: end)...]
        guard path.utf8.count + 2 <= 256, rest.isEmpty || rest.first == " " else { return nil }
        guard path.unicodeScalars.allSatisfy({ $0.value > 31 && $0.value != 127 }) else { return nil }
        var address = path
        // Source routes must be understood and are ignored (RFC 5321 4.1.1.3).
        if path.first == "@" {
            guard let colon = path.firstIndex(of: ":") else { return nil }
            address = path[path.index(after: colon)...]
        }
        var parameters: [String: String] = [:]
        for word in rest.split(separator: " ") {
            let sides = word.split(separator: "=", maxSplits: 1)
            parameters[sides[0].uppercased()] = sides.count > 1 ? String(sides[1]) : ""
        }
        self.address = String(address)
        self.parameters = parameters
    }

    /// Whether the address has a local part and a domain, without spaces outside quotes.
    var isMailbox: Bool {
        guard let at = address.lastIndex(of: "@") else { return false }
        let local = address[..<at]
        let domain = address[address.index(after: at)...]
        let isQuoted = local.hasPrefix("\"") && local.hasSuffix("\"") && local.count > 2
        return !local.isEmpty && !domain.isEmpty && local.utf8.count <= 64 && domain.utf8.count <= 255
            && !domain.contains { $0 == " " || $0 == "@" }
            && (isQuoted || !local.contains { $0 == " " || $0 == "@" || $0 == "\"" })
    }

    var isASCII: Bool { address.utf8.allSatisfy { $0 < 128 } }

    private static func closingBracket(in text: Substring) -> Substring.Index? {
        var isQuoted = false
        var isEscaped = false
        for index in text.indices {
            let character = text[index]
            if isEscaped {
                isEscaped = false
            } else if isQuoted, character == "\\" {
                isEscaped = true
            } else if character == "\"" {
                isQuoted.toggle()
            } else if character == ">", !isQuoted {
                return index
            }
        }
        return nil
    }
}
