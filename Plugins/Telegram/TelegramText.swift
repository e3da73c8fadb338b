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
        blocks += foot(of: message, saysWhen: marked.passages.contains { $0.name == .nextUpdate })
        return blocks.joined(separator: "\n\n")
    }

    /// Bounded whatever the message, so that there is room for it in any case.
    private static func head(of message: Message) -> String {
        let title = String(message.headline.unicodeScalars.filter { $0.properties.generalCategory != .control })
        var lines = ["\(message.stateSign) " + dialect.strong(dialect.text(TextLimit(256, .utf16).truncate(title)))]
        let components = message.facts.components.map(\.text).joined(separator: ", ")
        let state = [
            message.stateLine,
            components.isEmpty ? nil : TextLimit(200, .utf16).truncate(components),
            message.facts.phase == nil ? nil : Message.readable(message.facts.publishedAt, locale: message.locale),
        ]
        .compactMap(\.self)
        if !state.isEmpty { lines.append(dialect.emphasis(dialect.text(state.joined(separator: " · ")))) }
        return lines.joined(separator: "\n")
    }

    private static func foot(of message: Message, saysWhen: Bool) -> [String] {
        var lines: [String] = []
        if !saysWhen, message.facts.phase?.isOpen ?? true, let next = message.facts.nextUpdateAt {
            let heading = Message.heading(for: .nextUpdate, locale: message.locale)
            lines.append(dialect.text("\(heading): \(Message.readable(next, locale: message.locale))"))
        }
        if let link = message.facts.link.map(HTMLText.escaped), link.utf16.count <= 2_000 { lines.append(link) }
        return lines.isEmpty ? [] : [lines.joined(separator: "\n")]
    }
}
