// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A message as readers of Threads see it: one post, or a numbered chain of them.
struct ThreadsText {
    let mostPosts: Int

    private var limit: TextLimit { ThreadsLength.limit }

    /// Sections are given up, then the rest is cut, until the chain is short enough.
    func chain(for message: Message) -> (posts: [String], findings: [Finding]) {
        let link = message.postLink(where: isLight)
        let times = message.timeLines { posts(of: $0, link: link, times: $1) != nil }
        let fitted = message.fitted(
            dropOrder: ThreadsChannel.manifest.dropOrder,
            longest: limit.max * mostPosts,
            fits: { $0 != nil },
            write: { posts(of: $0, link: link, times: times) }
        )
        var findings = fitted.findings(part: "post")
        if message.facts.link != nil, link == nil { findings.append(Finding.lostPostLink) }
        let written = fitted.output ?? [head(of: message, link: link, times: times)]
        let limited = written.map(ThreadsLinks.limited)
        if limited != written { findings.append(ThreadsText.manyLinks) }
        return (limited, findings)
    }

    /// Whether a link leaves at least half of a post.
    private func isLight(_ link: String) -> Bool { limit.unit.count(link) * 2 <= limit.max }

    /// Nil where they are too many.
    private func posts(of marked: MarkedMessage, link: String?, times: TimeLines) -> [String]? {
        let head = head(of: marked.message, link: link, times: times)
        let blocks = marked.post(below: head, times: times) { $0.written(in: PlainDialect()) }
        return limit.split(blocks.joined(separator: "\n\n"), within: mostPosts)
    }

    /// Title, state and link; bounded, so that they stand in the first post whatever the message.
    private func head(of message: Message, link: String?, times: TimeLines) -> String {
        let state = message.state(components: TextLimit(60, .graphemes))
        let below = [state, link ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
        let rest = limit.max - limit.unit.count(below) - times.reserve(posts: mostPosts, limit.unit.count)
        let room = TextLimit(max(rest, limit.max / 4), limit.unit)
        let title = room.truncate(PlainDialect().text(message.headline))
        return ["\(message.stateSign) \(title)", below].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private static let manyLinks = Finding(
        "link_dropped",
        .warning,
        "A post has more than five addresses, which Threads refuses: those past the fifth are left out.",
        place: "post",
        suggestion: "Name fewer addresses, or one page that lists them."
    )
}
