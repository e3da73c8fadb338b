// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import Crypto
import FoundationEssentials

/// One key that signs webhooks, as Standard Webhooks 1.0 writes it.
///
/// Never shows what it is made of.
package struct WebhookKey: Sendable, CustomStringConvertible, CustomReflectable {
    /// Why a text is no key; a constant sentence, so nothing of the text gets out.
    package struct Refusal: Error {
        package let reason: String
    }

    private enum Material: Sendable {
        /// HMAC-SHA256, version `v1`: the key has been taken in already, the content is to follow.
        case shared(HMAC<SHA256>)
        /// ed25519, version `v1a`.
        case pair(Curve25519.Signing.PrivateKey)
    }

    private let material: Material

    /// How many keys one endpoint may have while they are exchanged.
    package static let mostAtOnce = 10

    /// Reads the keys in a secret: one, or several apart by white space or commas while they are exchanged, all of
    /// which sign.
    ///
    /// `whsk_` with base64 of 32 bytes (seed) or 64 (seed and public key) is an ed25519 key; `whsec_` with base64, or
    /// base64 alone, is an HMAC key, as the libraries of the specification read it. Padding may be missing.
    package static func keys(in secret: Secret) throws(Refusal) -> [WebhookKey] {
        let texts = secret.reveal().split { $0 == "," || $0.isWhitespace }
        guard !texts.isEmpty else { throw Refusal(reason: "it is empty") }
        guard texts.count <= mostAtOnce else { throw Refusal(reason: "it holds more than \(mostAtOnce) keys") }
        var keys: [WebhookKey] = []
        for text in texts { keys.append(try WebhookKey(text)) }
        return keys
    }

    private init(_ text: Substring) throws(Refusal) {
        if text.hasPrefix("whpk_") { throw Refusal(reason: "it is a public key, which cannot sign") }
        if text.hasPrefix("whsk_") {
            self.material = .pair(try WebhookKey.privateKey(try WebhookKey.decoded(text.dropFirst(5))))
        } else {
            let encoded = text.hasPrefix("whsec_") ? text.dropFirst(6) : text
            self.material = .shared(HMAC(key: SymmetricKey(data: try WebhookKey.decoded(encoded))))
        }
    }

    private static func decoded(_ text: Substring) throws(Refusal) -> Data {
        let bare = text.utf8.reversed().drop { $0 == UInt8(ascii: "=") }.count
        let padded = text.utf8.prefix(bare) + Array(repeating: UInt8(ascii: "="), count: (4 - bare % 4) % 4)
        guard let bytes = Data(base64Encoded: Data(padded)) else { throw Refusal(reason: "it is not base64") }
        guard !bytes.isEmpty else { throw Refusal(reason: "it is empty") }
        return bytes
    }

    private static func privateKey(_ bytes: Data) throws(Refusal) -> Curve25519.Signing.PrivateKey {
        guard bytes.count == 32 || bytes.count == 64 else {
            throw Refusal(reason: "an ed25519 key has 32 or 64 bytes")
        }
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes.prefix(32)) else {
            throw Refusal(reason: "it is not an ed25519 key")
        }
        guard bytes.count == 32 || key.publicKey.rawRepresentation == bytes.suffix(32) else {
            throw Refusal(reason: "its public half belongs to another key")
        }
        return key
    }

    /// The signature of `head` and then `body`, with its version, such as `v1,g0hM9S…`.
    package func signature(of head: String, _ body: [UInt8]) throws(Fault) -> String {
        switch material {
        case .shared(var code):
            var head = head
            head.withUTF8 { code.update(data: UnsafeRawBufferPointer($0)) }
            body.withUnsafeBytes { code.update(data: $0) }
            return code.finalize().withUnsafeBytes { Base64Text.make($0, after: "v1,") }
        case .pair(let key):
            guard let signature = try? key.signature(for: Array(head.utf8) + body) else {
                throw Fault(.internalError, "The request could not be signed with the ed25519 key.")
            }
            return signature.withUnsafeBytes { Base64Text.make($0, after: "v1a,") }
        }
    }

    package var description: String { "•••" }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
