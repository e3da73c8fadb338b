// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A message as readers of Mastodon see it: one post, or a numbered chain of them.
struct MastodonText {
    /// The most that a post may have, as the instance counts.
    let longest: Int
    /// What an address counts for, whatever its length.
    let addressCost: Int
    let mostPosts: Int

    /// Sections are given up, then the rest is cut, until the chain is short enough.
    func chain(for message: Message) -> (posts: [String], findings: [Finding]) {
        let link = message.postLink(where: isLight)
        let times = message.timeLines { posts(of: $0, link: link, times: $1) != nil }
        let fitted = message.fitted(
            dropOrder: MastodonChannel.manifest.dropOrder,
            fits: { $0 != nil },
            write: { posts(of: $0, link: link, times: times) }
        )
        var findings = fitted.findings(part: "post")
        if message.facts.link != nil, link == nil { findings.append(Finding.lostPostLink) }
        var marks = AddressMarks()
        return (fitted.output ?? [marks.unmasked(head(of: message, link: link, times: times, &marks))], findings)
    }

    /// How the instance counts a text whose addresses are marked.
    private func unit(_ marks: AddressMarks) -> TextUnit {
        let addressCost = addressCost
        return .weighted { marks.cost(of: $0, addressCost: addressCost) }
    }

    /// Whether a link leaves at least half of a post.
    private func isLight(_ link: String) -> Bool {
        var marks = AddressMarks()
        let masked = marks.masked(link)
        return unit(marks).count(masked) * 2 <= longest
    }

    /// Nil where they are too many.
    private func posts(of marked: MarkedMessage, link: String?, times: TimeLines) -> [String]? {
        var marks = AddressMarks()
        let head = head(of: marked.message, link: link, times: times, &marks)
        let blocks = marked.post(below: head, times: times) { marks.masked($0.written(in: PlainDialect())) }
        return TextLimit(longest, unit(marks)).split(blocks.joined(separator: "\n\n"), within: mostPosts)?
            .map(marks.unmasked)
    }

    /// Title, state and link; bounded, so that they stand in the first post whatever the message.
    private func head(
        of message: Message,
        link: String?,
        times: TimeLines,
        _ marks: inout AddressMarks
    ) -> String {
        let dialect = PlainDialect()
        let state = message.state(components: TextLimit(80, .graphemes))
        let below = [state, link.map { marks.masked($0) } ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
        let title = marks.masked(dialect.text(message.headline))
        let unit = unit(marks)
        let rest = longest - unit.count(below) - times.reserve(posts: mostPosts, unit.count)
        let room = TextLimit(max(rest, longest / 4), unit)
        return ["\(message.stateSign) \(room.truncate(title))", below].filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
