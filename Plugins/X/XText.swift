// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A message as readers of X see it: one post, or a numbered chain of them.
struct XText {
    /// The most that a post may weigh.
    let heaviest: Int
    let mostPosts: Int

    /// Sections are given up, then the rest is cut, until the chain is short enough.
    func chain(for message: Message) -> (posts: [String], findings: [Finding]) {
        let link = message.postLink { XLength.weight(of: $0) * 2 <= heaviest }
        let times = message.timeLines { posts(of: $0, link: link, times: $1) != nil }
        let fitted = message.fitted(
            dropOrder: XChannel.manifest.dropOrder,
            fits: { $0 != nil },
            write: { posts(of: $0, link: link, times: times) }
        )
        var findings = fitted.findings(part: "post")
        if message.facts.link != nil, link == nil { findings.append(Finding.lostPostLink) }
        return (fitted.output ?? [head(of: message, link: link, times: times)], findings)
    }

    /// Nil where they are too many.
    private func posts(of marked: MarkedMessage, link: String?, times: TimeLines) -> [String]? {
        let head = head(of: marked.message, link: link, times: times)
        let blocks = marked.post(below: head, times: times) { $0.written(in: PlainDialect()) }
        return split(blocks.joined(separator: "\n\n"))
    }

    /// In posts none of which is too heavy by itself; nil where they are too many.
    ///
    /// A word that is cut may leave an address that it was no part of before, so that the post weighs more: then the
    /// cuts are made elsewhere.
    private func split(_ text: String) -> [String]? {
        // Every word weighs something: of what has too many, the addresses need not be looked for.
        guard words(in: text) <= heaviest * mostPosts else { return nil }
        var marks = AddressMarks()
        let masked = marks.masked(text)
        let unit = TextUnit.weighted { [marks] in marks.weight(of: $0) }
        var room = heaviest
        while true {
            guard let parts = TextLimit(room, unit).split(masked, within: mostPosts) else { return nil }
            let posts = parts.map(marks.unmasked)
            let excess = (posts.map(XLength.weight).max() ?? 0) - heaviest
            if excess <= 0 { return posts }
            room -= excess
            if room <= heaviest / 2 { return posts.map(light) }
        }
    }

    private func words(in text: String) -> Int {
        var words = 0
        var isWithin = false
        for byte in text.utf8 {
            let isSpace = byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n")
            if !isSpace, !isWithin { words += 1 }
            isWithin = !isSpace
        }
        return words
    }

    /// A post without as much of its end as makes it too heavy.
    private func light(_ post: String) -> String {
        var post = post
        while true {
            let excess = XLength.weight(of: post) - heaviest
            if excess <= 0 { return post }
            post.removeLast(min(post.count, excess / XLength.address + 1))
        }
    }

    /// Title, state and link; bounded, so that they stand in the first post whatever the message.
    private func head(of message: Message, link: String?, times: TimeLines) -> String {
        let dialect = PlainDialect()
        let state = message.state(components: TextLimit(40, .graphemes))
        let below = [state, link ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
        var marks = AddressMarks()
        let title = marks.masked(dialect.text(message.headline))
        let unit = TextUnit.weighted { [marks] in marks.weight(of: $0) }
        let rest = heaviest - XLength.weight(of: below) - times.reserve(posts: mostPosts, XLength.weight(of:))
        let room = TextLimit(max(rest, heaviest / 4), unit)
        let sign = "\(message.stateSign) \(marks.unmasked(room.truncate(title)))"
        return [sign, below].filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
