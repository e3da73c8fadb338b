// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import Crypto
import FoundationEssentials

/// Secrets that the hub makes or seals with its own key (`hub:NAME`), before those of another store.
///
/// Those of `hub:sealed-…` are what a reader's program handed over, such as a browser's keys: the reference holds them,
/// sealed. Of every other name the secret is derived: the same every time, and none can be told from another or from its
/// name. So those who subscribed by themselves each have a secret, and none stands in the database in clear.
package struct DerivedSecretStore: SecretStore {
    private static let sealed = "hub:sealed-"

    private let base: any SecretStore
    private let key: SymmetricKey
    private let seal: ReaderSeal

    /// Here `key` is the hub's own, and `base` has every other secret.
    package init(_ base: any SecretStore, key: [UInt8]) {
        self.base = base
        self.key = SymmetricKey(data: SHA256.hash(data: Array("destination-secret".utf8) + key))
        self.seal = ReaderSeal(.secret, secret: key)
    }

    package func secret(_ reference: SecretReference) throws(Fault) -> Secret {
        guard reference.text.hasPrefix("hub:") else { return try base.secret(reference) }
        guard reference.text.hasPrefix(Self.sealed) else { return derived(reference) }
        guard let content = seal.content(of: String(reference.text.dropFirst(Self.sealed.count))) else {
            throw Fault(
                .secretMissing,
                "A secret that a reader brought was sealed with another key than the hub's.",
                suggestedAction: "Bring back the key beside the database, or have the reader subscribe anew."
            )
        }
        return Secret(String(decoding: content, as: UTF8.self))
    }

    /// Where a secret is kept that a reader brings: sealed, in the reference itself.
    func reference(sealing secret: Secret) -> SecretReference? {
        seal.token(Array(secret.reveal().utf8)).flatMap { SecretReference(Self.sealed + $0) }
    }

    /// What a destination that subscribed by itself is signed for with: named after it, telling nothing of it.
    static func reference(channel: ChannelName, address: String) -> SecretReference? {
        let digest = SHA256.hash(data: Array("\(channel)\n\(address)".utf8)).hexadecimal
        return SecretReference("hub:endpoint-\(digest.prefix(32))")
    }

    /// 32 bytes, written as Standard Webhooks writes them.
    private func derived(_ reference: SecretReference) -> Secret {
        let code = HMAC<SHA256>.authenticationCode(for: Array(reference.text.utf8), using: key)
        return Secret("whsec_" + Data(code).base64EncodedString())
    }
}
