// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// How a destination is reached: its secret is either a webhook's URL or a bot's token.
enum SlackRoute: Hashable, Sendable {
    /// One channel, chosen when the webhook was made; it answers no message's id, so nothing can thread or be edited.
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
    init(_ secret: Secret, mustBe kind: Kind? = nil, settings: SlackSettings) throws(Refusal) {
        let value = SlackRoute.trimmed(secret.reveal())
        if value.hasPrefix("xox"), kind != .webhook {
            guard value.utf8.count <= 512, value.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
                throw Refusal(reason: "the token is too long or holds a character that no token has")
            }
            self = .bot(Secret(value))
        } else if kind != .bot {
            guard let url = ProviderURL(value) else { throw Refusal(reason: "it is neither a URL nor a token") }
            guard url.isSecure || settings.allowsPrivateNetworks else {
                throw Refusal(reason: "it is not an https URL")
            }
            self = .webhook(url)
        } else {
            throw Refusal(reason: "a token starts with “xox”")
        }
    }

    private static func trimmed(_ text: String) -> String {
        var rest = text[...].drop(while: \.isWhitespace)
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
