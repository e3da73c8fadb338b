// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A message as readers of a page see it: one post.
enum FacebookPageText {
    static let limit = TextLimit(63_206, .utf16)

    static func fitted(_ message: Message) -> FittedMarkup<String> {
        message.fitted(
            dropOrder: FacebookPageChannel.manifest.dropOrder,
            longest: limit.max,
            fits: { limit.holds($0) },
            write: write
        )
    }

    private static func write(_ marked: MarkedMessage) -> String {
        let blocks = marked.post(below: head(of: marked.message)) { $0.written(in: PlainDialect()) }
        return blocks.joined(separator: "\n\n")
    }

    /// Title, state and link; bounded, so that there is room for it in any case.
    private static func head(of message: Message) -> String {
        let title = TextLimit(1_000, .utf16).truncate(PlainDialect().text(message.headline))
        let state = message.state(components: TextLimit(500, .utf16))
        let link = message.facts.link.map(PlainDialect.bare).flatMap { $0.utf16.count <= 4_000 ? $0 : nil }
        return ["\(message.stateSign) \(title)", state, link ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
    }
}
