// SPDX-License-Identifier: Apache-2.0

package import Crypto

/// A developer team of Apple's with two keys for its push notifications, one app and some devices that have it.
package struct AppleAccount: Sendable {
    /// A signing key as Apple gives it out.
    package struct Key: Sendable {
        package let id: String
        /// The content of the `.p8` file.
        package let pem: String
        package let publicKey: P256.Signing.PublicKey
    }

    package let team: String
    /// The app's bundle identifier.
    package let topic: String
    package let key: Key
    /// The key that takes the first one's place one day.
    package let nextKey: Key
    /// Tokens of devices, in hexadecimal.
    package let devices: [String]

    init(from source: SeededBytes) throws {
        func key(_ name: String) throws -> Key {
            let key = try P256.Signing.PrivateKey(rawRepresentation: source.scalar("apple \(name)"))
            let id = source.word("apple id of \(name)", 10, from: SeededBytes.capitalsAndDigits)
            return Key(id: id, pem: key.pemRepresentation, publicKey: key.publicKey)
        }
        self.team = source.word("apple team", 10, from: SeededBytes.capitalsAndDigits)
        self.topic = "example.market.app"
        self.key = try key("key")
        self.nextKey = try key("next key")
        // A first digit that none of the tokens with a meaning has.
        self.devices = (1...3).map { "7" + source.hex("apple device \($0)", 32).dropFirst() }
    }
}
