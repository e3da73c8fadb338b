// SPDX-License-Identifier: Apache-2.0

package import Crypto

/// One browser's subscription, with the private key that no one else has.
package struct BrowserSubscription: Sendable {
    /// The last part of the endpoint's path.
    package let id: String
    /// The public key that messages are encrypted for: an uncompressed point in base64url.
    package let p256dh: String
    /// The 16 bytes that browser and sender share, in base64url.
    package let auth: String
    let key: P256.KeyAgreement.PrivateKey
    let authBytes: [UInt8]

    /// A subscription of a browser with these keys.
    package init(id: String, key: P256.KeyAgreement.PrivateKey, auth: [UInt8]) {
        self.id = id
        self.key = key
        self.authBytes = auth
        self.p256dh = Base64URL.encoded(key.publicKey.x963Representation)
        self.auth = Base64URL.encoded(auth)
    }

    init(of person: String, from source: SeededBytes) throws {
        self.init(
            id: person + "-" + source.word("browser id of \(person)", 24),
            key: try P256.KeyAgreement.PrivateKey(rawRepresentation: source.scalar("browser of \(person)")),
            auth: source.bytes("browser auth of \(person)", 16)
        )
    }

    /// Where to push to, below the stand-in's address such as `http://127.0.0.1:9001`.
    package func endpoint(at server: String) -> String { "\(server)/webpush/\(id)" }

    /// What senders keep in secret: `p256dh:auth`.
    package var secret: String { "\(p256dh):\(auth)" }

    /// What the browser gives to the site's script as JSON.
    package func json(at server: String) -> String {
        #"{"endpoint":"\#(endpoint(at: server))","keys":{"auth":"\#(auth)","p256dh":"\#(p256dh)"}}"#
    }
}
