// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A file of certificates in PEM (RFC 7468), as far as can be judged without connecting to anybody.
struct CertificateFile {
    enum Flaw: Error {
        case unreadable
        case empty
        case holdsKey
        /// The certificate of that number is cut short or garbled.
        case damaged(Int)

        var sentence: String {
            switch self {
            case .unreadable: "The file of certificates cannot be read."
            case .empty: "The file holds no certificate in PEM."
            case .holdsKey: "The file holds a private key: only certificates belong in it."
            case .damaged(let number): "Certificate \(number) in the file is cut short or garbled."
            }
        }
    }

    /// No bundle of authorities is longer: a path that names something else is noticed.
    private static let longest = 4 << 20

    /// The file's content.
    let pem: String

    /// Here `path` is absolute.
    init(path: String) throws(Flaw) {
        guard let content = FileManager.default.contents(atPath: path) else { throw .unreadable }
        guard content.count <= Self.longest, let text = String(validating: content, as: UTF8.self) else { throw .empty }
        try self.init(pem: text)
    }

    init(pem: String) throws(Flaw) {
        var number = 0
        var block: String?
        // Whatever stands between the blocks is commentary.
        for line in pem.split(whereSeparator: \.isNewline) {
            let line = String(line.drop(while: \.isWhitespace))
            if line.hasPrefix("-----BEGIN "), line.contains("PRIVATE KEY") { throw .holdsKey }
            if line.hasPrefix("-----BEGIN CERTIFICATE-----") {
                number += 1
                guard block == nil else { throw .damaged(number - 1) }
                block = ""
            } else if line.hasPrefix("-----END CERTIFICATE-----") {
                guard let text = block, Self.isCertificate(text) else { throw .damaged(max(1, number)) }
                block = nil
            } else {
                block?.append(contentsOf: line.filter { !$0.isWhitespace })
            }
        }
        guard block == nil else { throw .damaged(number) }
        guard number > 0 else { throw .empty }
        self.pem = pem
    }

    /// Whether the text is the base64 of what has a certificate's outline (RFC 5280 4.1): a sequence of two sequences and
    /// a bit string, and nothing after it.
    private static func isCertificate(_ text: String) -> Bool {
        guard let data = Data(base64Encoded: text) else { return false }
        var rest = Array(data)[...]
        guard var inside = element(0x30, &rest), rest.isEmpty else { return false }
        return element(0x30, &inside) != nil && element(0x30, &inside) != nil && element(0x03, &inside) != nil
            && inside.isEmpty
    }

    /// Takes off the first element (X.690 8.1) and returns its content; nil where it is another one, or not all there.
    private static func element(_ tag: UInt8, _ bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard bytes.popFirst() == tag, let first = bytes.popFirst() else { return nil }
        var length = Int(first)
        if first >= 0x80 {
            guard (1...4).contains(first & 0x7f) else { return nil }
            length = 0
            for _ in 0..<(first & 0x7f) {
                guard let byte = bytes.popFirst() else { return nil }
                length = length << 8 | Int(byte)
            }
        }
        guard length <= bytes.count else { return nil }
        let content = bytes.prefix(length)
        bytes = bytes.dropFirst(length)
        return content
    }
}
