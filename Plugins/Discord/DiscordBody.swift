// SPDX-License-Identifier: Apache-2.0

/// The body of a request.
struct DiscordBody: Encodable {
    /// Nobody is called on, whatever the text says.
    private struct Mentions: Encodable { var parse: [String] = [] }

    private let content: String
    private let embeds: [DiscordContent.Embed]
    private let mentions = Mentions()
    /// Begins a thread of that name, in a forum.
    private let threadName: String?

    init(_ content: DiscordContent, threadName: String? = nil) {
        self.content = content.content
        self.embeds = content.embeds
        self.threadName = threadName
    }

    private enum CodingKeys: String, CodingKey {
        case content, embeds
        case mentions = "allowed_mentions"
        case threadName = "thread_name"
    }
}
