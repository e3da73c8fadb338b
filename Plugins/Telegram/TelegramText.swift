// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// A message as a reader of Telegram sees it.
struct TelegramText {
    /// Telegram counts what is shown; here the tags count as well, which is always enough.
    static let limit = TextLimit(4_096, .utf16)
    static let dropOrder = ChannelManifest.defaultDropOrder
    private static let dialect = TelegramHTML()

    static func fitted(_ message: Message) -> FittedMarkup<String> {
        message.fitted(dropOrder: dropOrder, longest: limit.max, fits: { limit.holds($0) }, write: write)
    }

    private static func write(_ marked: MarkedMessage) -> String {
        let message = marked.message
        return marked.chatText(
            in: dialect,
            head: ChatHead(message, title: TextLimit(256, .utf16), components: TextLimit(200, .utf16)),
            link: message.facts.link.map(HTMLText.escaped).flatMap { $0.utf16.count <= 2_000 ? $0 : nil }
        )
    }
}
