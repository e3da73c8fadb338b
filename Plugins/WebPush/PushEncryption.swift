// SPDX-License-Identifier: Apache-2.0

package import Crypto
import FoundationEssentials

/// Encrypts for one subscription (RFC 8291).
package enum PushEncryption {
    /// What must be new for every message: made at random in service, given by tests.
    package struct Seed: Sendable {
        package let ephemeral: P256.KeyAgreement.PrivateKey
        /// 16 octets.
        package let salt: [UInt8]

        package init(ephemeral: P256.KeyAgreement.PrivateKey, salt: [UInt8]) {
            self.ephemeral = ephemeral
            self.salt = salt
        }

        package static func random() -> Seed {
            Seed(
                ephemeral: P256.KeyAgreement.PrivateKey(),
                salt: SymmetricKey(size: .bits128).withUnsafeBytes { Array($0) }
            )
        }
    }

    /// Octets of a body that every push service takes (RFC 8030 7.2).
    package static let longestBody = 4_096
    /// Octets of plain text that fit: without the header of 86 octets, the tag and the delimiter.
    package static let longestText = 3_993

    /// The body of the request, in the coding `aes128gcm` as one record.
    package static func sealed(
        _ plaintext: [UInt8],
        for subscription: PushSubscription,
        seed: Seed
    ) throws -> [UInt8] {
        let sender = Array(seed.ephemeral.publicKey.x963Representation)
        let reader = Array(subscription.publicKey.x963Representation)
        let shared = try seed.ephemeral.sharedSecretFromKeyAgreement(with: subscription.publicKey)
        let key = shared.hkdfDerivedSymmetricKey(
            using: SHA256.self,
            salt: subscription.auth,
            sharedInfo: Array("WebPush: info".utf8) + [0] + reader + sender,
            outputByteCount: 32
        )
        return try ContentCoding(key: key, salt: seed.salt, recordSize: longestBody, keyID: sender).sealed(plaintext)
    }
}
