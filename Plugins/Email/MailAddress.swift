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
    package let domain: String

    package init(_ text: some StringProtocol) throws(Flaw) {
        let bytes = Array(text.utf8)
        guard !bytes.isEmpty else { throw .empty }
        guard bytes.allSatisfy({ $0 < 0x80 }) else { throw .notASCII }
        let halves = bytes.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        guard halves.count == 2 else { throw .notOneAt }
        guard bytes.count <= 254, halves[0].count <= 64 else { throw .tooLong }
        guard MailAddress.isDotString(halves[0]) else { throw .localPart }
        guard MailAddress.isDomain(halves[1]) else { throw .domain }
        self.domain = String(decoding: halves[1], as: UTF8.self).lowercased()
        self.text = String(decoding: halves[0], as: UTF8.self) + "@" + domain
    }

    /// Whether `bytes` is a host or domain name: labels of 1 to 63 letters, digits and inner hyphens.
    package static func isDomain(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { label in
                (1...63).contains(label.count) && label.first != UInt8(ascii: "-")
                    && label.suffix(1).first != UInt8(ascii: "-")
                    && label.allSatisfy { $0.isLetterOrDigit || $0 == UInt8(ascii: "-") }
            }
    }

    private static func isDotString(_ bytes: some Collection<UInt8>) -> Bool {
        bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
            .allSatisfy { atom in !atom.isEmpty && atom.allSatisfy(\.isAtomText) }
    }
}

extension UInt8 {
    var isLetterOrDigit: Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self)
    }

    /// A character of an atom (RFC 5322 3.2.3).
    var isAtomText: Bool {
        isLetterOrDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains(self)
    }
}
