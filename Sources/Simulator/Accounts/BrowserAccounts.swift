// SPDX-License-Identifier: Apache-2.0

package import Crypto

/// A site's VAPID key, and browsers that have subscribed to what it pushes.
package struct BrowserAccounts: Sendable {
    /// The private key as 32 bytes in base64url.
    package let vapidKey: String
    /// The private key in PEM.
    package let vapidPEM: String
    /// The public key as browsers are given it: an uncompressed point in base64url.
    package let vapidPublicKey: String
    package let subscriptions: [BrowserSubscription]

    /// A site with this key, and these browsers that have subscribed.
    package init(vapid key: P256.Signing.PrivateKey, subscriptions: [BrowserSubscription]) {
        self.vapidKey = Base64URL.encoded(key.rawRepresentation)
        self.vapidPEM = key.pemRepresentation
        self.vapidPublicKey = Base64URL.encoded(key.publicKey.x963Representation)
        self.subscriptions = subscriptions
    }

    init(from source: SeededBytes) throws {
        self.init(
            vapid: try P256.Signing.PrivateKey(rawRepresentation: source.scalar("vapid")),
            subscriptions: try ["ada", "lin", "noor"].map { try BrowserSubscription(of: $0, from: source) }
        )
    }

    subscript(id id: String) -> BrowserSubscription? { subscriptions.first { $0.id == id } }
}
