// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

extension SlackContent {
    /// Shapes a message: a headline, how things stand, the sections, and where to read on.
    ///
    /// Sections are given up in `dropOrder`, then the text is cut, until Slack takes it.
    static func fitted(_ message: Message, dropOrder: [SectionName]) -> FittedMarkup<SlackContent> {
        // A block says the same whatever else is given up.
        var pieces: [MarkdownBlock: [String]] = [:]
        return message.fitted(
            dropOrder: dropOrder,
            longest: mostCharacters,
            fits: \.fits,
            write: { SlackContent($0, &pieces) }
        )
    }

    /// Here `pieces` is what was made of blocks before; it gains what is made of others.
    private init(_ marked: MarkedMessage, _ pieces: inout [MarkdownBlock: [String]]) {
        let message = marked.message
        let dialect = SlackDialect()
        // Half the room of what holds it: escaping may make it several times as long.
        let headline = "\(message.stateSign) \(TextLimit(500, .utf16).truncate(message.headline))"
        let state = message.stateLine.map { dialect.text($0) }
        self.text = dialect.text(headline) + (state.map { " — \($0)" } ?? "")
        let plain = MassMentions.neutralised(headline)
        let title =
            SlackContent.headerLimit.holds(plain) ? .header(plain) : SlackBlock.section("*\(dialect.text(headline))*")
        let facts = SlackContent.facts(of: message, dialect, state: state)
        let body = marked.passages.flatMap { passage in
            for block in passage.blocks where pieces[block] == nil { pieces[block] = SlackPassage.pieces(block) }
            return SlackPassage.texts(
                passage.blocks.flatMap { pieces[$0] ?? [] },
                heading: dialect.strong(dialect.text(Message.heading(for: passage.name, locale: message.locale)))
            )
        }
        var blocks = [title]
        if !facts.isEmpty { blocks.append(.section(facts.joined(separator: "\n"))) }
        blocks += body.map { .section($0) }
        if let link = message.facts.link, MarkdownAddress.isSafe(link) {
            blocks.append(.section(dialect.link(link, dialect.text(Message.label(.history, locale: message.locale)))))
        }
        let published = Message.readable(message.facts.publishedAt, locale: message.locale)
        blocks.append(.context([dialect.text("\(Message.label(.asOf, locale: message.locale)): \(published)")]))
        self.blocks = blocks
    }

    private static func facts(
        of message: Message,
        _ dialect: SlackDialect,
        state: String?
    ) -> [String] {
        var lines = state.map { ["*\($0)*"] } ?? []
        if !message.facts.components.isEmpty {
            let names = message.facts.components.map(\.text).joined(separator: ", ")
            let label = Message.label(.affected, locale: message.locale)
            lines.append("*\(label):* \(dialect.text(TextLimit(500, .utf16).truncate(names)))")
        }
        if let planned = message.plannedTime {
            let label = Message.label(.planned, locale: message.locale)
            lines.append("*\(label):* \(dialect.text(planned))")
        }
        if let next = message.awaitedUpdate {
            let heading = Message.heading(for: .nextUpdate, locale: message.locale)
            lines.append("*\(dialect.text(heading)):* \(Message.readable(next, locale: message.locale))")
        }
        return lines
    }
}
