// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// How a destination is reached: its secret is either a webhook's URL or a bot's token.
enum MattermostRoute: Hashable, Sendable {
    /// One channel, chosen when the webhook was made; it answers no post's id, so nothing can thread or be edited.
    case webhook(ProviderURL)
    case bot(Secret)

    enum Kind: Hashable, Sendable { case webhook, bot }

    /// Why a secret is neither; a constant phrase, so nothing of the secret gets out.
    struct Refusal: Error {
        let reason: String
    }

    /// - Parameters:
    ///   - secret: with white space around it, as files have it.
    ///   - kind: what alone is accepted; nil where both are.
    ///   - settings: say whether a URL may do without TLS.
    /// - Throws: why the secret is neither.
    init(_ secret: Secret, mustBe kind: Kind? = nil, settings: MattermostSettings) throws(Refusal) {
        let value = MattermostRoute.trimmed(secret.reveal())
        if let url = ProviderURL(value) {
            guard kind != .bot else { throw Refusal(reason: "it is a URL, not a token") }
            guard url.isSecure || settings.allowsPrivateNetworks else {
                throw Refusal(reason: "it is not an https URL")
            }
            self = .webhook(url)
        } else {
            guard kind != .webhook else { throw Refusal(reason: "it is not a URL") }
            let isToken =
                (8...512).contains(value.utf8.count)
                && value.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                        || byte == 0x2D || byte == 0x2E || byte == 0x5F
                }
            guard isToken else { throw Refusal(reason: "it is neither a URL nor a token") }
            self = .bot(Secret(value))
        }
    }

    private static func trimmed(_ text: String) -> String {
        var rest = text[...].drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
