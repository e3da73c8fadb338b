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
        let fitted = message.fitted(
            dropOrder: BlueskyChannel.manifest.dropOrder,
            fits: { $0.count <= mostPosts },
            write: posts(of:)
        )
        return (Array(fitted.output.prefix(mostPosts)), fitted.findings(part: "post"))
    }

    private func posts(of marked: MarkedMessage) -> [BlueskyPost] {
        let message = marked.message
        var links = LinkTable()
        let dialect = LinkDialect()
        var blocks = [links.folded(head(of: message))]
        for passage in marked.passages {
            let heading = Message.heading(for: passage.name, locale: message.locale)
            blocks.append("\(heading):\n" + links.folded(passage.blocks.written(in: dialect)))
        }
        if let next = marked.nextUpdateLine { blocks.append(next) }
        return TextLimit(BlueskyText.longest, links.unit).split(blocks.joined(separator: "\n\n"))
            .map { links.post($0, languages: [message.locale.text]) }
    }

    /// Title, state and link; bounded, so that they stand in the first post whatever the message.
    private func head(of message: Message) -> String {
        let dialect = LinkDialect()
        let unit = LinkTable().unit
        let title = TextLimit(1_300, unit).truncate(dialect.text(message.headline))
        let components = message.facts.components.map(\.text).joined(separator: ", ")
        let state = [message.stateLine, components.isEmpty ? nil : TextLimit(500, unit).truncate(components)]
            .compactMap(\.self).joined(separator: " · ")
        let link = message.facts.link.map { dialect.link($0, dialect.text($0)) } ?? ""
        return ["\(message.stateSign) \(title)", state, link].filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
