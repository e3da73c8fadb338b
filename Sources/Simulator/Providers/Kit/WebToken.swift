// SPDX-License-Identifier: Apache-2.0

import Crypto
import CryptoExtras
import FoundationEssentials

/// A JSON web token (RFC 7519) taken apart; who signed it is for the dialect to ask.
struct WebToken: Sendable {
    let header: ProviderJSON
    let claims: ProviderJSON
    let signature: [UInt8]
    /// What the signature is of.
    private let content: [UInt8]

    /// Nil for anything but three parts of base64url, the first two of them JSON objects.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let first = Base64URL.decoded(parts[0]), let second = Base64URL.decoded(parts[1]),
            let signature = Base64URL.decoded(parts[2]), let header = ProviderJSON(first), header.object != nil,
            let claims = ProviderJSON(second), claims.object != nil
        else { return nil }
        self.header = header
        self.claims = claims
        self.signature = signature
        self.content = Array("\(parts[0]).\(parts[1])".utf8)
    }

    var algorithm: String? { header["alg"]?.text }

    /// Whether the key signed it by ES256: R and S side by side (RFC 7518 3.4).
    func isSigned(by key: P256.Signing.PublicKey) -> Bool {
        guard let signature = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
        return algorithm == "ES256" && key.isValidSignature(signature, for: content)
    }

    /// Whether the key signed it by RS256: PKCS #1 v1.5 over SHA-256 (RFC 7518 3.3).
    func isSigned(by key: _RSA.Signing.PublicKey) -> Bool {
        let signature = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return algorithm == "RS256" && key.isValidSignature(signature, for: content, padding: .insecurePKCS1v1_5)
    }
}
