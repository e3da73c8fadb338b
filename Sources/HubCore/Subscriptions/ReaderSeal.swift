// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Crypto
import FoundationEssentials

/// Seals what a reader's link stands for, so that nobody else can read it or make one up.
///
/// Each purpose has a key of its own: a link of one is none of another. Equal contents give equal tokens, so that a mail
/// has the same bytes on every attempt.
struct ReaderSeal: Sendable {
    enum Purpose: String, Sendable {
        case unsubscribe, preferences, confirm, feedback
        /// What a reader's program handed over, kept for as long as the reader is.
        case secret
    }

    /// No token of ours is longer.
    private static let longest = 8_192

    private let key: SymmetricKey

    /// Here `secret` is the hub's own key.
    init(_ purpose: Purpose, secret: [UInt8]) {
        self.key = SymmetricKey(data: SHA256.hash(data: Array(purpose.rawValue.utf8) + secret))
    }

    /// Nil where it cannot be sealed, which nothing of sensible length is.
    func token(_ content: [UInt8]) -> String? {
        // The nonce follows from the content: the same content is the only one that ever meets it.
        let digest = Array(HMAC<SHA256>.authenticationCode(for: content, using: key)).prefix(12)
        guard
            let nonce = try? AES.GCM.Nonce(data: digest),
            let sealed = try? AES.GCM.seal(content, using: key, nonce: nonce).combined
        else { return nil }
        let token = Base64URL.encoded(sealed)
        return token.utf8.count <= Self.longest ? token : nil
    }

    /// What a token of ours holds; nil for any other.
    func content(of token: String) -> [UInt8]? {
        guard
            token.utf8.count <= Self.longest, let sealed = Base64URL.decoded(token),
            let box = try? AES.GCM.SealedBox(combined: sealed),
            let content = try? AES.GCM.open(box, using: key)
        else { return nil }
        return Array(content)
    }

    /// A name for something that tells nobody what it is, and is the same every time.
    func pseudonym(of content: [UInt8]) -> String {
        HMAC<SHA256>.authenticationCode(for: Array("pseudonym\n".utf8) + content, using: key).hexadecimal
    }
}
