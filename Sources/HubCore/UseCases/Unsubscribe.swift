// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Crypto
import FoundationEssentials

/// Links that let the reader behind a destination unsubscribe, without anyone being able to make one up.
///
/// A token is the destination itself, sealed with the hub's key by AES-GCM: it names nobody to those who read it in
/// transit or in a log, and needs no table.
package struct UnsubscribeLinks: Sendable {
    private let publicURL: String
    private let key: SymmetricKey

    /// Here `key` is 32 secret bytes that stay the same over restarts.
    package init(publicURL: String, key: [UInt8]) {
        self.publicURL = publicURL
        self.key = SymmetricKey(data: SHA256.hash(data: Array("unsubscribe".utf8) + key))
    }

    /// Nil where the destination cannot be sealed, which no destination of sensible length is.
    package func url(for destination: Destination) -> String? {
        // The nonce follows from the content, so that a mail has the same bytes on every attempt.
        let content = Array("\(destination.channel)\n\(destination.address)".utf8)
        let digest = Array(HMAC<SHA256>.authenticationCode(for: content, using: key)).prefix(12)
        guard
            let nonce = try? AES.GCM.Nonce(data: digest),
            let sealed = try? AES.GCM.seal(content, using: key, nonce: nonce).combined
        else { return nil }
        return "\(publicURL)/unsubscribe/\(Self.text(of: sealed))"
    }

    /// The channel and address that a token of ours stands for; nil for any other.
    package func destination(of token: String) -> (channel: ChannelName, address: String)? {
        guard
            token.utf8.count <= 8_192, let sealed = Self.data(of: token),
            let box = try? AES.GCM.SealedBox(combined: sealed),
            let content = try? AES.GCM.open(box, using: key)
        else { return nil }
        let parts = String(decoding: content, as: UTF8.self).split(separator: "\n", maxSplits: 1)
        guard parts.count == 2, let channel = ChannelName(parts[0]) else { return nil }
        return (channel, String(parts[1]))
    }

    private static func text(of data: Data) -> String {
        let bytes = data.base64EncodedString().utf8.lazy.filter { $0 != UInt8(ascii: "=") }
            .map { byte in
                switch byte {
                case UInt8(ascii: "+"): UInt8(ascii: "-")
                case UInt8(ascii: "/"): UInt8(ascii: "_")
                default: byte
                }
            }
        return String(decoding: Array(bytes), as: UTF8.self)
    }

    private static func data(of text: String) -> Data? {
        let standard = String(text.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        return Data(base64Encoded: standard + String(repeating: "=", count: (4 - standard.count % 4) % 4))
    }
}

extension Hub {
    /// Takes the reader behind a token off every future message on that channel.
    ///
    /// - Returns: whether the token is one of ours.
    package func unsubscribe(_ token: String) async throws(Fault) -> Bool {
        guard let (channel, address) = unsubscribeLinks.destination(of: token) else { return false }
        _ = try await suppress(address, on: channel, because: .unsubscribed, by: "reader")
        return true
    }

    /// Whether a token is one of ours: for the page that asks before anything is done.
    package func isUnsubscribeToken(_ token: String) -> Bool { unsubscribeLinks.destination(of: token) != nil }
}
