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
        let link = message.facts.link.map(PlainDialect.bare)
            .flatMap { address in
                let isUsable = !address.contains(where: \.isWhitespace) && XLength.weight(of: address) * 2 <= heaviest
                return isUsable ? address : nil
            }
        let fitted = message.fitted(
            dropOrder: XChannel.manifest.dropOrder,
            fits: { $0.count <= mostPosts },
            write: { posts(of: $0, link: link) }
        )
        var findings = fitted.findings(part: "post")
        if message.facts.link != nil, link == nil { findings.append(XText.lostLink) }
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
        var marks = AddressMarks()
        let masked = marks.masked(blocks.joined(separator: "\n\n"))
        let unit = TextUnit.weighted { [marks] in marks.weight(of: $0) }
        return TextLimit(heaviest, unit).split(masked).map(marks.unmasked)
    }

    /// Title, state and link; bounded, so that they stand in the first post whatever the message.
    private func head(of message: Message, link: String?) -> String {
        let dialect = PlainDialect()
        let components = message.facts.components.map(\.text).joined(separator: ", ")
        let state = [message.stateLine, components.isEmpty ? nil : TextLimit(40, .graphemes).truncate(components)]
            .compactMap(\.self).joined(separator: " · ")
        let below = [state, link ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
        var marks = AddressMarks()
        let title = marks.masked(dialect.text(message.headline))
        let unit = TextUnit.weighted { [marks] in marks.weight(of: $0) }
        // 60 for the number, the sign and the line that says when to expect more.
        let room = TextLimit(max(heaviest - XLength.weight(of: below) - 60, heaviest / 4), unit)
        let sign = "\(message.stateSign) \(marks.unmasked(room.truncate(title)))"
        return [sign, below].filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private static let lostLink = Finding(
        "link_dropped",
        .warning,
        "The link to the page takes up too much of a post and is left out.",
        place: "post",
        suggestion: "Give the hub a shorter public URL."
    )
}
