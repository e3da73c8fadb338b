// SPDX-License-Identifier: Apache-2.0

package import Crypto
import FoundationEssentials

/// The content coding `aes128gcm` (RFC 8188): a header, then records that are sealed one by one.
package struct ContentCoding: Sendable {
    /// What the record keys are derived from.
    private let key: SymmetricKey
    private let salt: [UInt8]
    /// Octets of a whole record, its tag included.
    private let recordSize: Int
    private let keyID: [UInt8]

    /// What a record has besides its data: the tag and the delimiter.
    package static let recordOverhead = 17

    /// A coding with a `salt` of 16 octets that were never used with this key, records of 18 octets at least, and a
    /// `keyID` of at most 255 octets, which tells the reader which key it is.
    package init(key: SymmetricKey, salt: [UInt8], recordSize: Int = 4_096, keyID: [UInt8] = []) {
        self.key = key
        self.salt = salt
        self.recordSize = max(recordSize, ContentCoding.recordOverhead + 1)
        self.keyID = Array(keyID.prefix(255))
    }

    /// The header and the sealed records.
    ///
    /// `padding` is how many octets hide the text's length; they stand behind the first records' data.
    package func sealed(_ plaintext: [UInt8], padding: Int = 0) throws -> [UInt8] {
        let contentKey = derived("Content-Encoding: aes128gcm", 16)
        let nonce = derived("Content-Encoding: nonce", 12).withUnsafeBytes { Array($0) }
        let size = UInt32(recordSize)
        var body = salt + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: size >> UInt32($0)) }
        body += [UInt8(keyID.count)] + keyID
        let room = recordSize - ContentCoding.recordOverhead
        var rest = plaintext[...]
        var paddingLeft = padding
        var number: UInt64 = 0
        repeat {
            // At least one octet of data, so that padding alone never makes a record.
            let padded = min(paddingLeft, room - 1)
            let data = rest.prefix(room - padded)
            rest = rest.dropFirst(data.count)
            paddingLeft -= padded
            let record = data + [rest.isEmpty ? 2 : 1] + Array(repeating: 0, count: padded)
            let box = try AES.GCM.seal(record, using: contentKey, nonce: nonceOfRecord(number, nonce))
            body += box.ciphertext + box.tag
            number += 1
        } while !rest.isEmpty
        return body
    }

    private func derived(_ info: String, _ count: Int) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(inputKeyMaterial: key, salt: salt, info: Array(info.utf8) + [0], outputByteCount: count)
    }

    /// The nonce with its last eight octets changed by the record's number.
    private func nonceOfRecord(_ number: UInt64, _ nonce: [UInt8]) throws -> AES.GCM.Nonce {
        var nonce = nonce
        for place in 0..<8 { nonce[11 - place] ^= UInt8(truncatingIfNeeded: number >> UInt64(8 * place)) }
        return try AES.GCM.Nonce(data: nonce)
    }
}
