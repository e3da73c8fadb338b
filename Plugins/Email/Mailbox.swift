// SPDX-License-Identifier: Apache-2.0

/// An address with the name that readers see beside it: `Market Status <status@market.example>`.
package struct Mailbox: Hashable, Sendable {
    package let name: String?
    package let address: MailAddress

    /// Reads `Name <address>`, `"Name" <address>` or an address alone.
    package init(_ text: String) throws(MailAddress.Flaw) {
        let trimmed = MailHeader.cleaned(text)
        guard trimmed.hasSuffix(">"), let bracket = trimmed.lastIndex(of: "<") else {
            self.address = try MailAddress(trimmed)
            self.name = nil
            return
        }
        self.address = try MailAddress(trimmed[trimmed.index(after: bracket)...].dropLast())
        let name = MailHeader.cleaned(Mailbox.unquoted(String(trimmed[..<bracket])))
        self.name = name.isEmpty ? nil : name
    }

    /// The value of a header such as `From`, its name quoted or encoded as needed and every word apart, ready to be
    /// folded between words.
    package func words(afterColumn column: Int) -> [String] {
        guard let name else { return [address.text] }
        return MailHeader.phrase(name, afterColumn: column) + ["<\(address.text)>"]
    }

    private static func unquoted(_ text: String) -> String {
        let trimmed = MailHeader.cleaned(text)
        guard trimmed.count >= 2, trimmed.hasPrefix("\""), trimmed.hasSuffix("\"") else { return trimmed }
        var result = ""
        var isEscaped = false
        for character in trimmed.dropFirst().dropLast() {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else {
                result.append(character)
                isEscaped = false
            }
        }
        return result
    }
}
