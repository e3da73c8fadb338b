// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import Crypto
import FoundationEssentials

/// Secrets that the hub derives from its own key (`hub:NAME`), before those of another store.
///
/// A name gives the same secret every time, and none can be told from another or from its name: so the endpoints that
/// subscribed by themselves each have a secret that stands in no table.
package struct DerivedSecretStore: SecretStore {
    private let base: any SecretStore
    private let key: SymmetricKey

    /// Here `key` is the hub's own, and `base` has every other secret.
    package init(_ base: any SecretStore, key: [UInt8]) {
        self.base = base
        self.key = SymmetricKey(data: SHA256.hash(data: Array("destination-secret".utf8) + key))
    }

    package func secret(_ reference: SecretReference) throws(Fault) -> Secret {
        guard reference.text.hasPrefix("hub:") else { return try base.secret(reference) }
        return Self.secret(reference, by: key)
    }

    /// What a destination that subscribed by itself is signed for with: named after it, telling nothing of it.
    static func reference(channel: ChannelName, address: String) -> SecretReference? {
        let digest = SHA256.hash(data: Array("\(channel)\n\(address)".utf8)).hexadecimal
        return SecretReference("hub:endpoint-\(digest.prefix(32))")
    }

    /// 32 bytes, written as Standard Webhooks writes them.
    private static func secret(_ reference: SecretReference, by key: SymmetricKey) -> Secret {
        let code = HMAC<SHA256>.authenticationCode(for: Array(reference.text.utf8), using: key)
        return Secret("whsec_" + Data(code).base64EncodedString())
    }
}
