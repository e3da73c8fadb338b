// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

extension DiscordContent {
    /// Shapes a message: title and state as a line, the sections and where to read on as a card.
    ///
    /// Sections are given up in `dropOrder`, then the text is cut, until Discord takes it.
    static func fitted(_ message: Message, dropOrder: [SectionName]) -> FittedMarkup<DiscordContent> {
        message.fitted(dropOrder: dropOrder, fits: \.fits, write: { DiscordContent($0) })
    }

    private init(_ marked: MarkedMessage) {
        let message = marked.message
        let dialect = DiscordDialect()
        // Half the room there is: escaping may make it twice as long.
        let headline = TextLimit(500, .utf16).truncate(message.headline)
        let state = message.stateLine.map { "\n" + dialect.text($0) } ?? ""
        self.content = "\(message.stateSign) \(dialect.strong(dialect.text(headline)))\(state)"
        var paragraphs = marked.passages.map { passage in
            let heading = Message.heading(for: passage.name, locale: message.locale)
            return dialect.strong(dialect.text(heading)) + "\n" + passage.blocks.written(in: dialect)
        }
        if let link = message.facts.link, MarkdownAddress.isSafe(link) {
            paragraphs.append(dialect.link(link, Message.label(.history, locale: message.locale)))
        }
        let fields = DiscordContent.fields(of: message, dialect)
        let embed = Embed(
            title: message.watermark,
            description: paragraphs.isEmpty ? nil : paragraphs.joined(separator: "\n\n"),
            color: message.stateColor,
            fields: fields,
            timestamp: message.facts.publishedAt.description
        )
        self.embeds = embed.description == nil && fields.isEmpty ? [] : [embed]
    }

    private static func fields(of message: Message, _ dialect: DiscordDialect) -> [Field] {
        var fields: [Field] = []
        if !message.facts.components.isEmpty {
            let names = message.facts.components.map(\.text).joined(separator: ", ")
            let value = dialect.text(TextLimit(500, .utf16).truncate(names))
            fields.append(Field(name: Message.label(.affected, locale: message.locale), value: value, inline: true))
        }
        if let planned = message.plannedTime {
            fields.append(
                Field(name: Message.label(.planned, locale: message.locale), value: planned, inline: true)
            )
        }
        if let next = message.awaitedUpdate {
            let name = Message.heading(for: .nextUpdate, locale: message.locale)
            let value = Message.readable(next, locale: message.locale)
            fields.append(Field(name: name, value: value, inline: true))
        }
        return fields
    }
}
