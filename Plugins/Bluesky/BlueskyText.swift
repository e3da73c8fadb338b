// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A message as readers of Bluesky see it: one post, or a numbered chain of them.
struct BlueskyText {
    let mostPosts: Int

    /// As ``LinkTable/unit`` counts.
    private static let longest = 3_000

    /// Sections are given up, then the rest is cut, until the chain is short enough.
    func chain(for message: Message) -> (posts: [BlueskyPost], findings: [Finding]) {
        let times = message.timeLines { posts(of: $0, times: $1) != nil }
        let fitted = message.fitted(
            dropOrder: BlueskyChannel.manifest.dropOrder,
            fits: { $0 != nil },
            write: { posts(of: $0, times: times) }
        )
        if let posts = fitted.output { return (posts, fitted.findings(part: "post")) }
        var links = LinkTable()
        let head = links.post(links.folded(head(of: message)), languages: [message.locale.text])
        return ([head], fitted.findings(part: "post"))
    }

    /// Nil where they are too many.
    private func posts(of marked: MarkedMessage, times: TimeLines) -> [BlueskyPost]? {
        let message = marked.message
        var links = LinkTable()
        let head = links.folded(head(of: message))
        let blocks = marked.post(below: head, times: times) { links.folded($0.written(in: LinkDialect())) }
        return TextLimit(BlueskyText.longest, links.unit)
            .split(blocks.joined(separator: "\n\n"), within: mostPosts)?
            .map { links.post($0, languages: [message.locale.text]) }
    }

    /// Title, state and link; bounded, so that they stand in the first post whatever the message.
    private func head(of message: Message) -> String {
        let dialect = LinkDialect()
        let unit = LinkTable().unit
        let title = TextLimit(1_300, unit).truncate(dialect.text(message.headline))
        let state = message.state(components: TextLimit(500, unit))
        let link = message.facts.link.map { dialect.link($0, dialect.text($0)) } ?? ""
        return ["\(message.stateSign) \(title)", state, link].filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
