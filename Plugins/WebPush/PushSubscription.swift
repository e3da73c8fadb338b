// SPDX-License-Identifier: Apache-2.0

import ChannelKit
package import Crypto
import FoundationEssentials

/// The keys that a browser made for one subscription (RFC 8291 2): what encrypts for it.
///
/// Never shows what it is made of.
package struct PushSubscription: Sendable, CustomStringConvertible, CustomReflectable {
    /// Why a text holds no such keys; a constant sentence, so nothing of the text gets out.
    package struct Refusal: Error {
        package let reason: String
    }

    package let publicKey: P256.KeyAgreement.PublicKey
    /// 16 octets that the browser and the sender share.
    package let auth: [UInt8]

    /// Reads `p256dh:auth`, or JSON: `{"p256dh": …, "auth": …}`, alone or as the `keys` of what
    /// `PushSubscription.toJSON()` gives in a browser.
    package init(_ text: String) throws(Refusal) {
        let keys = try PushSubscription.keys(in: text)
        guard let point = Base64URL.decoded(keys.p256dh), point.count == 65, point.first == 4,
            let publicKey = try? P256.KeyAgreement.PublicKey(x963Representation: point)
        else { throw Refusal(reason: "“p256dh” is not an uncompressed point of P-256 in base64url") }
        guard let auth = Base64URL.decoded(keys.auth), auth.count == 16 else {
            throw Refusal(reason: "“auth” is not 16 bytes in base64url")
        }
        self.publicKey = publicKey
        self.auth = auth
    }

    /// As `p256dh:auth`, for a secret store alone.
    package var written: String {
        "\(Base64URL.encoded(publicKey.x963Representation)):\(Base64URL.encoded(auth))"
    }

    private struct Keys: Decodable {
        var p256dh: String
        var auth: String
    }

    private struct Whole: Decodable {
        var keys: Keys
    }

    private static func keys(in text: String) throws(Refusal) -> Keys {
        let text = text.filter { !$0.isWhitespace }
        if text.hasPrefix("{") {
            let decoder = JSONDecoder()
            let bytes = Data(text.utf8)
            let keys =
                (try? decoder.decode(Whole.self, from: bytes).keys) ?? (try? decoder.decode(Keys.self, from: bytes))
            guard let keys else { throw Refusal(reason: "its JSON does not hold “p256dh” and “auth”") }
            return keys
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw Refusal(reason: "it is neither JSON nor “p256dh:auth”") }
        return Keys(p256dh: String(parts[0]), auth: String(parts[1]))
    }

    package var description: String { "PushSubscription(•••)" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
