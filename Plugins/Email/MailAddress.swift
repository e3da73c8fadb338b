// SPDX-License-Identifier: Apache-2.0

/// The address of a mailbox, in the form that every relay takes: a dot-string, `@`, and a domain (RFC 5321 4.1.2).
///
/// Quoted local parts, address literals and non-ASCII addresses are refused: the first two reach nobody in practice,
/// and the last needs SMTPUTF8, without which a client library sends the raw bytes and hopes. Refusing spaces,
/// controls and angle brackets also keeps an address from carrying SMTP commands or headers.
package struct MailAddress: Hashable, Sendable {
    /// What keeps a text from being an address, as a sentence that does not repeat the text.
    package enum Flaw: String, Error, CaseIterable {
        case empty = "The address is empty."
        case tooLong = "The address is longer than 254 characters, or its local part longer than 64."
        case notASCII = "The address holds a character outside ASCII; write an international domain in its xn-- form."
        case notOneAt = "The address must hold exactly one “@”."
        case localPart =
            "The part before the “@” is empty, has a misplaced dot, or holds a character not allowed there."
        case domain = "The part after the “@” is not a domain name."
    }

    /// As written, the domain in lower case.
    package let text: String

    package init(_ text: some StringProtocol) throws(Flaw) {
        var text = String(text)
        // Each destination of a fan-out is read, so byte by byte and mostly without a copy.
        if let flaw = text.withUTF8({ MailAddress.flaw(in: $0) }) { throw flaw }
        let at = text.utf8.firstIndex(of: MailAddress.at) ?? text.startIndex
        let domain = text[at...]
        let hasCapitals = domain.utf8.contains { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
        self.text = hasCapitals ? text[..<at] + domain.lowercased() : text
    }

    package var domain: String {
        String(text[(text.utf8.firstIndex(of: MailAddress.at) ?? text.startIndex)...].dropFirst())
    }

    private static let at = UInt8(ascii: "@")

    private static func flaw(in bytes: UnsafeBufferPointer<UInt8>) -> Flaw? {
        guard !bytes.isEmpty else { return .empty }
        guard bytes.allSatisfy({ $0 < 0x80 }) else { return .notASCII }
        guard let at = bytes.firstIndex(of: at), !bytes[(at + 1)...].contains(MailAddress.at) else { return .notOneAt }
        guard bytes.count <= 254, at <= 64 else { return .tooLong }
        guard isDotString(bytes[..<at]) else { return .localPart }
        return isDomain(bytes[(at + 1)...]) ? nil : .domain
    }

    /// Whether `bytes` is a host or domain name: labels of 1 to 63 letters, digits and inner hyphens.
    package static func isDomain(_ bytes: some Collection<UInt8>) -> Bool {
        let hyphen = UInt8(ascii: "-")
        var length = 0
        var previous = hyphen
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                guard length > 0, previous != hyphen else { return false }
                length = 0
            } else {
                guard length < 63, byte.isLetterOrDigit || byte == hyphen && length > 0 else { return false }
                length += 1
            }
            previous = byte
        }
        return length > 0 && previous != hyphen
    }

    private static func isDotString(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        var length = 0
        for byte in bytes {
            if byte == UInt8(ascii: ".") {
                guard length > 0 else { return false }
                length = 0
            } else {
                guard byte.isAtomText else { return false }
                length += 1
            }
        }
        return length > 0
    }
}

extension UInt8 {
    var isLetterOrDigit: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }

    /// A character of an atom (RFC 5322 3.2.3).
    var isAtomText: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        // Without the brackets, the quotes, and what parts addresses.
        case 0x21, 0x23...0x27, 0x2A, 0x2B, 0x2D, 0x2F, 0x3D, 0x3F, 0x5E...0x60, 0x7B...0x7E: true
        default: false
        }
    }
}
