// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A message as a reader of Zulip sees it.
struct ZulipText {
    static let limit = TextLimit(10_000, .scalars)
    static let dropOrder = ChannelManifest.defaultDropOrder
    private static let dialect = ZulipMarkup()

    static func fitted(_ message: Message) -> FittedMarkup<String> {
        message.fitted(dropOrder: dropOrder, longest: limit.max, fits: { limit.holds($0) }, write: write)
    }

    private static func write(_ marked: MarkedMessage) -> String {
        let message = marked.message
        return marked.chatText(
            in: dialect,
            head: ChatHead(message, title: TextLimit(400, .scalars), components: TextLimit(200, .scalars)),
            // The empty line lets a list or a quotation begin.
            gap: "\n\n",
            link: message.facts.link.flatMap { $0.utf8.count <= 2_048 ? dialect.link($0, $0) : nil }
        )
    }
}
