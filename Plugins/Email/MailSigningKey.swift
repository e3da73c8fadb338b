// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import Crypto
import CryptoExtras
import FoundationEssentials

/// The private half of the key that a domain has published in DNS for its mails.
package struct MailSigningKey: Sendable {
    private enum Form: Sendable {
        case rsa(_RSA.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
    }

    private let form: Form

    /// Reads a key in PEM, as `openssl genpkey` writes it; nothing of it gets into a fault.
    ///
    /// - Throws: ``FaultCode/configurationInvalid`` where it is neither RSA of 2048 bits or more nor Ed25519.
    package init(_ pem: Secret) throws(Fault) {
        let text = pem.reveal()
        if let seed = MailSigningKey.ed25519Seed(in: text) {
            guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
                throw MailSigningKey.unusable
            }
            self.form = .ed25519(key)
        } else {
            guard let key = try? _RSA.Signing.PrivateKey(pemRepresentation: text) else {
                throw text.contains("ENCRYPTED") ? MailSigningKey.locked : MailSigningKey.unusable
            }
            self.form = .rsa(key)
        }
    }

    /// What a signature's `a` says.
    package var algorithm: String {
        switch form {
        case .rsa: "rsa-sha256"
        case .ed25519: "ed25519-sha256"
        }
    }

    /// A signature over the text's digest; equal texts give equal signatures.
    package func signature(over text: [UInt8]) throws(Fault) -> [UInt8] {
        let digest = SHA256.hash(data: text)
        do {
            switch form {
            // PKCS #1 v1.5 is what RFC 6376 3.3.1 asks for; the library's name warns of new uses.
            case .rsa(let key):
                return Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
            // Ed25519 signs the digest as if it were the text (RFC 8463 3).
            case .ed25519(let key): return Array(try key.signature(for: Data(digest)))
            }
        } catch {
            throw Fault(.internalError, "The mail could not be signed.")
        }
    }

    package static func digest(of text: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: text)) }

    private static let unusable = Fault.invalid(
        "dkim_key",
        "The signing key is neither an RSA key of 2048 bits or more nor an Ed25519 key, private and in PEM."
    )
    private static let locked = Fault.invalid(
        "dkim_key",
        "The signing key is locked by a pass phrase; write it without one, readable by the hub alone."
    )

    /// The 32 bytes in a PKCS #8 document for Ed25519 (RFC 8410 7); nil where it is another's.
    private static func ed25519Seed(in pem: String) -> [UInt8]? {
        let begin = "-----BEGIN PRIVATE KEY-----"
        guard let start = pem.firstRange(of: begin)?.upperBound,
            let end = pem[start...].firstRange(of: "-----END PRIVATE KEY-----")?.lowerBound,
            let document = Data(base64Encoded: String(pem[start..<end]), options: .ignoreUnknownCharacters)
        else { return nil }
        let bytes = Array(document)
        // A sequence of a version (0, or 1 where the public key follows), the algorithm, and the seed in two strings.
        let rest: [UInt8] = [0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20]
        let seed = 5 + rest.count
        guard bytes.count >= seed + 32, bytes[0] == 0x30, Int(bytes[1]) == bytes.count - 2,
            bytes[2...3] == [0x02, 0x01], bytes[4] <= 1, bytes[5..<seed].elementsEqual(rest)
        else { return nil }
        return Array(bytes[seed..<seed + 32])
    }
}
