// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A message as a reader of a space sees it.
struct GoogleChatText {
    static let limit = TextLimit(30_000, .bytes)
    static let dropOrder = ChannelManifest.defaultDropOrder
    private static let dialect = GoogleChatMarkup()

    static func fitted(_ message: Message) -> FittedMarkup<String> {
        message.fitted(dropOrder: dropOrder, longest: limit.max, fits: { limit.holds($0) }, write: write)
    }

    private static func write(_ marked: MarkedMessage) -> String {
        let message = marked.message
        return marked.chatText(
            in: dialect,
            head: ChatHead(message, title: TextLimit(1_200, .bytes), components: TextLimit(200, .bytes)),
            link: message.facts.link.flatMap { $0.utf8.count <= 2_048 ? dialect.link($0, $0) : nil }
        )
    }
}
