// SPDX-License-Identifier: Apache-2.0

import Announcement

extension MarkedMessage {
    /// A message as one text in a chat: title and state, each passage below its heading, when work is planned and
    /// the next update due, and the link to the page.
    ///
    /// - Parameters:
    ///   - dialect: the provider's marks.
    ///   - head: title and state, bounded.
    ///   - gap: what stands between a heading and its passage.
    ///   - link: the link as the dialect writes it; nil without one.
    /// - Returns: the text.
    package func chatText(
        in dialect: some MarkupDialect,
        head: ChatHead,
        gap: String = "\n",
        link: String?
    ) -> String {
        let title = "\(message.stateSign) " + dialect.strong(dialect.text(head.title))
        var blocks = [head.state.map { "\(title)\n" + dialect.emphasis(dialect.text($0)) } ?? title]
        for passage in passages {
            let heading = dialect.text(Message.heading(for: passage.name, locale: message.locale))
            blocks.append(dialect.strong(heading) + gap + passage.blocks.written(in: dialect))
        }
        let foot = timeLines.map(dialect.text) + (link.map { [$0] } ?? [])
        if !foot.isEmpty { blocks.append(foot.joined(separator: "\n")) }
        return blocks.joined(separator: "\n\n")
    }
}
