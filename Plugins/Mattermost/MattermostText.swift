// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// What a message says in Mattermost: one text in its Markdown.
enum MattermostText {
    /// What servers take in one post since version 5.0; a webhook's longer text would be split at any place.
    static let limit = TextLimit(16_383, .scalars)

    /// Sections are given up in `dropOrder`, then the text is cut, until it is one post.
    static func fitted(_ message: Message, dropOrder: [SectionName]) -> FittedMarkup<String> {
        message.fitted(dropOrder: dropOrder, longest: limit.max, fits: { limit.holds($0) }, write: { write($0) })
    }

    private static func write(_ marked: MarkedMessage) -> String {
        let message = marked.message
        let dialect = MattermostDialect()
        let headline = TextLimit(500, .utf16).truncate(message.headline)
        var paragraphs = ["#### \(message.stateSign) \(dialect.text(headline))"]
        let facts = facts(of: message, dialect)
        if !facts.isEmpty { paragraphs.append(facts.joined(separator: "\n")) }
        for passage in marked.passages {
            paragraphs.append(
                dialect.strong(dialect.text(Message.heading(for: passage.name, locale: message.locale)))
            )
            paragraphs.append(passage.blocks.written(in: dialect))
        }
        if let link = message.facts.link, MarkdownAddress.isSafe(link) {
            paragraphs.append(dialect.link(link, Message.label(.history, locale: message.locale)))
        }
        return paragraphs.joined(separator: "\n\n")
    }

    private static func facts(of message: Message, _ dialect: MattermostDialect) -> [String] {
        var lines = message.stateLine.map { [dialect.strong(dialect.text($0))] } ?? []
        if !message.facts.components.isEmpty {
            let names = TextLimit(500, .utf16).truncate(message.facts.components.map(\.text).joined(separator: ", "))
            lines.append("**\(Message.label(.affected, locale: message.locale)):** \(dialect.text(names))")
        }
        if let planned = message.plannedTime {
            lines.append("**\(Message.label(.planned, locale: message.locale)):** \(planned)")
        }
        if let next = message.awaitedUpdate {
            let heading = Message.heading(for: .nextUpdate, locale: message.locale)
            lines.append("**\(heading):** \(Message.readable(next, locale: message.locale))")
        }
        let published = Message.readable(message.facts.publishedAt, locale: message.locale)
        lines.append("**\(Message.label(.asOf, locale: message.locale)):** \(published)")
        return lines
    }
}
