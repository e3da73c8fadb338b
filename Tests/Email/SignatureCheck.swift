// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import Foundation

/// A mail's DKIM signature as a receiver checks it: written apart from the signer, so that the two check each other.
struct SignatureCheck {
    let tags: [String: String]
    /// The names in `h`, in order.
    let names: [String]
    /// What the signature is over.
    private let signed: String
    private let bodyHash: String

    init?(_ mail: ReceivedMail) {
        guard let value = mail.value("DKIM-Signature") else { return nil }
        var tags: [String: String] = [:]
        for tag in value.split(separator: ";") {
            guard let equals = tag.firstIndex(of: "=") else { return nil }
            let name = tag[..<equals].filter { $0 != " " }
            tags[name] = tag[tag.index(after: equals)...].filter { $0 != " " }
        }
        self.tags = tags
        self.names = (tags["h"] ?? "").split(separator: ":").map { $0.lowercased() }
        var left = ReceivedMail.unfolded(mail.headerText)
        var signed = ""
        for name in names {
            guard let index = left.lastIndex(where: { $0.lowercased().hasPrefix("\(name):") }) else { continue }
            signed += Self.relaxed(left.remove(at: index)) + "\r\n"
        }
        guard let own = left.first(where: { $0.hasPrefix("DKIM-Signature:") }),
            let start = own.range(of: " b=", options: .backwards)
        else { return nil }
        self.signed = signed + Self.relaxed(String(own[..<start.upperBound]))
        let body = mail.text.utf8.dropFirst(mail.headerText.utf8.count + 4)
        var lines = String(decoding: body, as: UTF8.self).components(separatedBy: "\r\n")
            .map { line in
                var line = Self.squeezed(line)
                if line.hasSuffix(" ") { line.removeLast() }
                return line
            }
        while lines.last?.isEmpty == true { lines.removeLast() }
        let text = lines.map { "\($0)\r\n" }.joined()
        self.bodyHash = Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
    }

    func isValid(for key: Curve25519.Signing.PublicKey) -> Bool {
        guard let signature, isBodyWhole else { return false }
        return key.isValidSignature(signature, for: Data(SHA256.hash(data: Data(signed.utf8))))
    }

    func isValid(for key: _RSA.Signing.PublicKey) -> Bool {
        guard let signature, isBodyWhole else { return false }
        return key.isValidSignature(
            _RSA.Signing.RSASignature(rawRepresentation: signature),
            for: SHA256.hash(data: Data(signed.utf8)),
            padding: .insecurePKCS1v1_5
        )
    }

    private var signature: Data? { tags["b"].flatMap { Data(base64Encoded: $0) } }
    private var isBodyWhole: Bool { tags["bh"] == bodyHash }

    private static func relaxed(_ field: String) -> String {
        guard let colon = field.firstIndex(of: ":") else { return field }
        let value = squeezed(String(field[field.index(after: colon)...])).trimmingCharacters(in: .whitespaces)
        return field[..<colon].lowercased() + ":" + value
    }

    private static func squeezed(_ text: String) -> String {
        text.replacingOccurrences(of: "[ \t]+", with: " ", options: .regularExpression)
    }
}
