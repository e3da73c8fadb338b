// SPDX-License-Identifier: Apache-2.0

/// The body of a request: what is said, and where.
struct SlackBody: Encodable {
    private let content: SlackContent
    /// None for a webhook, which has its own.
    private let channel: String?
    /// The message to change.
    private let changed: String?
    /// The message to hang below.
    private let parent: String?
    /// Whether an answer in a thread is shown in the channel as well.
    private let isShownInChannel: Bool

    /// For a webhook.
    init(_ content: SlackContent) { self.init(content, nil, changed: nil, parent: nil, isShownInChannel: false) }

    /// Posts to a channel.
    init(_ content: SlackContent, to channel: String) {
        self.init(content, channel, changed: nil, parent: nil, isShownInChannel: false)
    }

    /// Hangs below a message.
    init(_ content: SlackContent, below post: SlackPost, isShownInChannel: Bool) {
        self.init(content, post.channel, changed: nil, parent: post.ts, isShownInChannel: isShownInChannel)
    }

    /// Changes a message.
    init(_ content: SlackContent, inPlaceOf post: SlackPost) {
        self.init(content, post.channel, changed: post.ts, parent: nil, isShownInChannel: false)
    }

    private init(
        _ content: SlackContent,
        _ channel: String?,
        changed: String?,
        parent: String?,
        isShownInChannel: Bool
    ) {
        self.content = content
        self.channel = channel
        self.changed = changed
        self.parent = parent
        self.isShownInChannel = isShownInChannel
    }

    private enum CodingKeys: String, CodingKey {
        case text, blocks, channel, ts, parse
        case threadTS = "thread_ts"
        case replyBroadcast = "reply_broadcast"
        case linkNames = "link_names"
        case unfurlLinks = "unfurl_links"
        case unfurlMedia = "unfurl_media"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(content.text, forKey: .text)
        try values.encode(content.blocks, forKey: .blocks)
        guard let channel else { return }
        try values.encode(channel, forKey: .channel)
        try values.encode("none", forKey: .parse)
        try values.encode(false, forKey: .linkNames)
        try values.encodeIfPresent(changed, forKey: .ts)
        guard changed == nil else { return }
        try values.encode(false, forKey: .unfurlLinks)
        try values.encode(false, forKey: .unfurlMedia)
        try values.encodeIfPresent(parent, forKey: .threadTS)
        if isShownInChannel { try values.encode(true, forKey: .replyBroadcast) }
    }
}
