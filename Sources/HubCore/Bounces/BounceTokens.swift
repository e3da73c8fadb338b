// SPDX-License-Identifier: Apache-2.0

package import ChannelKit
import Crypto

/// What names a delivery in the address that its failures are sent to, without anyone being able to make one up.
///
/// A token is 80 bits of a code that only this hub's key makes, then the delivery's number. Letters and digits that stand
/// for the same in any case: mail systems fold addresses as they like.
package struct BounceTokens: Sendable {
    private static let codeBytes = 10
    private static let codeLength = 16

    private let key: SymmetricKey

    /// Here `key` is 32 secret bytes that stay the same over restarts.
    package init(key: [UInt8]) {
        self.key = SymmetricKey(data: SHA256.hash(data: Array("bounces".utf8) + key))
    }

    /// The token of a delivery; its ``Delivery/key`` sees to it that no other delivery of the same number has the same.
    package func token(for delivery: Delivery.ID, key deliveryKey: String) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(deliveryKey.utf8), using: key)
        return FoldedBase32.encoded(Array(code.prefix(Self.codeBytes)))
            + FoldedBase32.encoded(number: UInt64(bitPattern: delivery.rawValue))
    }

    package func isToken(_ token: String, of delivery: Delivery.ID, key deliveryKey: String) -> Bool {
        let expected = Array(self.token(for: delivery, key: deliveryKey).utf8)
        let given = Array(token.utf8)
        // Every character is looked at, so that the time taken says nothing about how many are right.
        guard given.count == expected.count else { return false }
        return zip(given, expected).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// The token in which an address ends, as it may be one of ours, and the delivery that it names.
    ///
    /// What stands before it is not looked at: relays and forwarders put their own signs there.
    package static func claim(in address: String) -> (token: String, delivery: Delivery.ID)? {
        let local = address.utf8.prefix { $0 != UInt8(ascii: "@") }
        guard local.count <= 256 else { return nil }
        let token = String(decoding: local, as: UTF8.self).lowercased().reversed().prefix { FoldedBase32.isDigit($0) }
        guard (codeLength + 1...Delivery.longestBounceToken).contains(token.count) else { return nil }
        let text = String(token.reversed())
        guard let number = FoldedBase32.number(text.dropFirst(codeLength)) else { return nil }
        return (text, Delivery.ID(number))
    }
}

/// Base 32 in small letters and the digits 2 to 7 (RFC 4648 6): no two of them differ in case alone.
private enum FoldedBase32 {
    private static let alphabet = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)

    static func isDigit(_ character: Character) -> Bool {
        ("a"..."z").contains(character) && character.isASCII || ("2"..."7").contains(character)
    }

    /// Bytes in a multiple of five.
    static func encoded(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            count += 8
            while count >= 5 {
                count -= 5
                text.append(alphabet[Int(bits >> UInt32(count)) & 31])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// A number without zeros in front of it.
    static func encoded(number: UInt64) -> String {
        var text: [UInt8] = []
        var rest = number
        repeat {
            text.append(alphabet[Int(rest & 31)])
            rest >>= 5
        } while rest > 0
        return String(decoding: text.reversed(), as: UTF8.self)
    }

    /// A number above nought; nil where it is none or does not fit.
    static func number(_ text: Substring) -> Int64? {
        var number: Int64 = 0
        for byte in text.utf8 {
            guard let digit = alphabet.firstIndex(of: byte), number <= Int64.max >> 5 else { return nil }
            number = number << 5 | Int64(digit)
        }
        return number > 0 ? number : nil
    }
}
