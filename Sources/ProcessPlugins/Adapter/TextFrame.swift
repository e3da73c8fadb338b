// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// What stands around a message's sections: its title and state before them, what is known for certain behind.
///
/// All of it together takes half of the limit at most; what finds no room is left out, the least needed first.
struct TextFrame {
    private let dialect: any MarkupDialect
    private let locale: LocaleTag
    private var head: [String] = []
    private var tail: [String] = []

    /// Here `headline` is nil where the title is shown elsewhere.
    init(message: Message, headline: String?, dialect: any MarkupDialect, limit: TextLimit) {
        self.dialect = dialect
        self.locale = message.locale
        let room = limit.max / 2
        let cost = { (text: String) in limit.unit.count(text) + limit.unit.count(dialect.lineBreak) * 2 }
        var used = 0
        func place(_ text: String?, _ lines: inout [String]) {
            guard let text, used + cost(text) <= room else { return }
            used += cost(text)
            lines.append(text)
        }
        if let headline {
            // Alone it may be longer than its half: a message without a title and with room for nothing else.
            var count = headline.count
            var line = dialect.strong(dialect.text(headline))
            while cost(line) > max(room, 1), count > 1 {
                count /= 2
                line = dialect.strong(dialect.text(TextLimit(count, .graphemes).truncate(headline)))
            }
            place(line, &head)
        }
        var link: [String] = []
        place(message.facts.link.map { dialect.link($0, dialect.text($0)) }, &link)
        place(message.stateLine.map { dialect.text($0) }, &head)
        for line in TimeLines(message).lines { place(dialect.text(line), &tail) }
        if !message.facts.components.isEmpty {
            place(dialect.text(message.facts.components.map(\.text).joined(separator: ", ")), &tail)
        }
        tail += link
    }

    func written(around message: MarkedMessage) -> String {
        var blocks: [String] = []
        if !head.isEmpty { blocks.append(head.joined(separator: dialect.lineBreak)) }
        for passage in message.passages {
            let heading = dialect.strong(dialect.text(Message.heading(for: passage.name, locale: locale)))
            blocks.append(heading + dialect.lineBreak + passage.blocks.written(in: dialect))
        }
        if !tail.isEmpty { blocks.append(tail.joined(separator: dialect.lineBreak)) }
        return blocks.joined(separator: dialect.lineBreak + dialect.lineBreak)
    }
}
