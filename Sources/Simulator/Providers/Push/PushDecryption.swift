// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials

/// Reads what was encrypted for one subscription (RFC 8291), in the coding `aes128gcm` (RFC 8188).
enum PushDecryption {
    /// Why a body cannot be read.
    struct Failure: Error, Hashable {
        let reason: String
    }

    /// Salt, record size and the length of the key's name.
    private static let headSize = 21
    private static let tagSize = 16

    /// The plain text of a body.
    static func opened(_ body: [UInt8], by subscription: BrowserSubscription) throws(Failure) -> [UInt8] {
        guard body.count > headSize, body.count >= headSize + Int(body[20]) else {
            throw Failure(reason: "it has no whole header")
        }
        let salt = Array(body[..<16])
        let recordSize = body[16..<20].reduce(0) { $0 << 8 | Int($1) }
        let sender = Array(body[headSize..<(headSize + Int(body[20]))])
        let record = body[(headSize + sender.count)...]
        guard recordSize >= 18 else { throw Failure(reason: "its record size is below 18") }
        // A browser reads one record and no second (RFC 8291 4).
        guard record.count <= recordSize else { throw Failure(reason: "it is more than one record") }
        guard record.count > tagSize else { throw Failure(reason: "it is too short") }
        guard let senderKey = try? P256.KeyAgreement.PublicKey(x963Representation: sender) else {
            throw Failure(reason: "its key is no uncompressed point of P-256")
        }
        do {
            let padded = try opened(record, salt, senderKey, sender, subscription)
            guard let end = padded.lastIndex(where: { $0 != 0 }), padded[end] == 2 else {
                throw Failure(reason: "its padding is wrong")
            }
            return Array(padded[..<end])
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(reason: "it was encrypted for another key")
        }
    }

    private static func opened(
        _ record: ArraySlice<UInt8>,
        _ salt: [UInt8],
        _ senderKey: P256.KeyAgreement.PublicKey,
        _ sender: [UInt8],
        _ subscription: BrowserSubscription
    ) throws -> [UInt8] {
        let reader = Array(subscription.key.publicKey.x963Representation)
        let shared = try subscription.key.sharedSecretFromKeyAgreement(with: senderKey)
        let input = shared.hkdfDerivedSymmetricKey(
            using: SHA256.self,
            salt: subscription.authBytes,
            sharedInfo: Array("WebPush: info".utf8) + [0] + reader + sender,
            outputByteCount: 32
        )
        func derived(_ name: String, _ count: Int) -> SymmetricKey {
            let info = Array("Content-Encoding: \(name)".utf8) + [0]
            return HKDF<SHA256>.deriveKey(inputKeyMaterial: input, salt: salt, info: info, outputByteCount: count)
        }
        let nonce = try AES.GCM.Nonce(data: derived("nonce", 12).withUnsafeBytes { Array($0) })
        let box = try AES.GCM.SealedBox(
            nonce: nonce,
            ciphertext: record.dropLast(tagSize),
            tag: record.suffix(tagSize)
        )
        return Array(try AES.GCM.open(box, using: derived("aes128gcm", 16)))
    }
}
