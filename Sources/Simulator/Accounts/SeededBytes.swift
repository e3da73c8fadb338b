// SPDX-License-Identifier: Apache-2.0

import Crypto
import FoundationEssentials

/// Bytes that follow from a seed and a name, the same each time (HKDF, RFC 5869).
struct SeededBytes: Sendable {
    private let seed: SymmetricKey

    init(_ seed: SymmetricKey) { self.seed = seed }

    func bytes(_ name: String, _ count: Int) -> [UInt8] {
        let key = HKDF<SHA256>.deriveKey(inputKeyMaterial: seed, info: Array(name.utf8), outputByteCount: count)
        return key.withUnsafeBytes { Array($0) }
    }

    func hex(_ name: String, _ count: Int) -> String {
        bytes(name, count)
            .map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }
            .joined()
    }

    /// Letters and digits.
    func word(_ name: String, _ count: Int, from alphabet: String = Self.lettersAndDigits) -> String {
        let alphabet = Array(alphabet)
        return String(bytes(name, count).map { alphabet[Int($0) % alphabet.count] })
    }

    static let lettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
    static let capitalsAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

    /// The 32 bytes of a private key of P-256.
    ///
    /// Almost every 32 bytes are one; those that are not are passed over.
    func scalar(_ name: String) -> [UInt8] {
        var round = 0
        while true {
            let bytes = bytes("\(name) \(round)", 32)
            if (try? P256.Signing.PrivateKey(rawRepresentation: bytes)) != nil { return bytes }
            round += 1
        }
    }
}
