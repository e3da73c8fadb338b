// SPDX-License-Identifier: Apache-2.0

/// The body of `POST /2/tweets`, with what X checks of it.
struct XDraft: Hashable, Sendable {
    /// What is wrong with it, in X's words.
    struct Flaw: Error, Hashable {
        let words: String
        var parameter: String?
        var value = ""
    }

    let text: String
    let parent: String?

    private static let known: Set = [
        "text", "reply", "quote_tweet_id", "media", "poll", "reply_settings", "direct_message_deep_link",
        "for_super_followers_only", "nullcast", "card_uri", "community_id", "geo", "made_with_ai",
    ]

    init(_ call: ProviderRequest, heaviest: Int) throws(Flaw) {
        guard let fields = call.json?.object else { throw Flaw(words: "Invalid JSON in the request's body.") }
        if let other = fields.keys.sorted().first(where: { !Self.known.contains($0) }) {
            throw Flaw(
                words: "[$.\(other): is not defined in the schema and the schema does not allow additional properties]"
            )
        }
        guard let text = fields["text"]?.text, !text.allSatisfy(\.isWhitespace) else {
            throw Flaw(words: "$.text: is missing or empty", parameter: "text")
        }
        guard XWeight.weight(of: text) <= heaviest else {
            throw Flaw(
                words: "Your Tweet text is too long. For more information on how Twitter determines text length see "
                    + "https://github.com/twitter/twitter-text.",
                parameter: "text",
                value: text
            )
        }
        self.text = text
        guard let reply = fields["reply"], reply != .null else {
            self.parent = nil
            return
        }
        guard let parent = reply["in_reply_to_tweet_id"]?.text, (1...19).contains(parent.utf8.count),
            parent.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else {
            throw Flaw(
                words: "$.reply.in_reply_to_tweet_id: does not match the regex pattern ^[0-9]{1,19}$",
                parameter: "reply.in_reply_to_tweet_id",
                value: reply["in_reply_to_tweet_id"]?.text ?? ""
            )
        }
        self.parent = parent
    }
}
