// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A message as readers of a page see it: one post.
enum FacebookPageText {
    static let limit = TextLimit(63_206, .utf16)

    static func fitted(_ message: Message) -> FittedMarkup<String> {
        message.fitted(
            dropOrder: FacebookPageChannel.manifest.dropOrder,
            fits: { limit.holds($0) },
            write: write
        )
    }

    private static func write(_ marked: MarkedMessage) -> String {
        let message = marked.message
        let dialect = PlainDialect()
        var blocks = [head(of: message)]
        for passage in marked.passages {
            let heading = Message.heading(for: passage.name, locale: message.locale)
            blocks.append("\(heading):\n" + passage.blocks.written(in: dialect))
        }
        if let next = marked.nextUpdateLine { blocks.append(next) }
        return blocks.joined(separator: "\n\n")
    }

    /// Title, state and link; bounded, so that there is room for it in any case.
    private static func head(of message: Message) -> String {
        let title = TextLimit(1_000, .utf16).truncate(PlainDialect().text(message.headline))
        let components = message.facts.components.map(\.text).joined(separator: ", ")
        let state = [message.stateLine, components.isEmpty ? nil : TextLimit(500, .utf16).truncate(components)]
            .compactMap(\.self).joined(separator: " · ")
        let link = message.facts.link.map(PlainDialect.bare).flatMap { $0.utf16.count <= 4_000 ? $0 : nil }
        return ["\(message.stateSign) \(title)", state, link ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
