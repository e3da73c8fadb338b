// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A message as readers of Threads see it: one post, or a numbered chain of them.
struct ThreadsText {
    let mostPosts: Int

    private var limit: TextLimit { ThreadsLength.limit }

    /// Sections are given up, then the rest is cut, until the chain is short enough.
    func chain(for message: Message) -> (posts: [String], findings: [Finding]) {
        let link = message.facts.link.map(PlainDialect.bare)
            .flatMap { address in
                let isUsable = !address.contains(where: \.isWhitespace) && limit.unit.count(address) * 2 <= limit.max
                return isUsable ? address : nil
            }
        let fitted = message.fitted(
            dropOrder: ThreadsChannel.manifest.dropOrder,
            fits: { $0.count <= mostPosts },
            write: { posts(of: $0, link: link) }
        )
        var findings = fitted.findings(part: "post")
        if message.facts.link != nil, link == nil { findings.append(ThreadsText.lostLink) }
        return (Array(fitted.output.prefix(mostPosts)), findings)
    }

    private func posts(of marked: MarkedMessage, link: String?) -> [String] {
        let message = marked.message
        let dialect = PlainDialect()
        var blocks = [head(of: message, link: link)]
        for passage in marked.passages {
            let heading = Message.heading(for: passage.name, locale: message.locale)
            blocks.append("\(heading):\n" + passage.blocks.written(in: dialect))
        }
        if let next = marked.nextUpdateLine { blocks.append(next) }
        return limit.split(blocks.joined(separator: "\n\n"))
    }

    /// Title, state and link; bounded, so that they stand in the first post whatever the message.
    private func head(of message: Message, link: String?) -> String {
        let components = message.facts.components.map(\.text).joined(separator: ", ")
        let state = [message.stateLine, components.isEmpty ? nil : TextLimit(60, .graphemes).truncate(components)]
            .compactMap(\.self).joined(separator: " · ")
        let below = [state, link ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
        // 60 for the number, the sign and the line that says when to expect more.
        let room = TextLimit(max(limit.max - limit.unit.count(below) - 60, limit.max / 4), limit.unit)
        let title = room.truncate(PlainDialect().text(message.headline))
        return ["\(message.stateSign) \(title)", below].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private static let lostLink = Finding(
        "link_dropped",
        .warning,
        "The link to the page takes up too much of a post and is left out.",
        place: "post",
        suggestion: "Give the hub a shorter public URL."
    )
}
