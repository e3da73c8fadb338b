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
        message.fitted(dropOrder: dropOrder, fits: { limit.holds($0) }, write: write)
    }

    private static func write(_ marked: MarkedMessage) -> String {
        let message = marked.message
        var blocks = [head(of: message)]
        for passage in marked.passages {
            let heading = dialect.text(Message.heading(for: passage.name, locale: message.locale))
            blocks.append(dialect.strong(heading) + "\n" + passage.blocks.written(in: dialect))
        }
        blocks += foot(of: marked)
        return blocks.joined(separator: "\n\n")
    }

    private static func head(of message: Message) -> String {
        let head = ChatHead(message, title: TextLimit(256, .utf16), components: TextLimit(200, .utf16))
        let title = "\(message.stateSign) " + dialect.strong(dialect.text(head.title))
        return head.state.map { "\(title)\n" + dialect.emphasis(dialect.text($0)) } ?? title
    }

    private static func foot(of marked: MarkedMessage) -> [String] {
        var lines = marked.nextUpdateLine.map { [dialect.text($0)] } ?? []
        if let link = marked.message.facts.link.map(HTMLText.escaped), link.utf16.count <= 2_000 { lines.append(link) }
        return lines.isEmpty ? [] : [lines.joined(separator: "\n")]
    }
}
