// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// The plain body of a mail: all that the HTML body says, in the same order.
struct MailText {
    let sender: String

    func write(_ message: Message) -> String {
        let facts = MailFacts(message)
        var blocks: [String] = []
        if let notice = facts.drillNotice { blocks.append(notice) }
        if let state = facts.state { blocks.append("[\(state)]") }
        let title = MailHeader.cleaned(message.title)
        blocks.append(title + "\n" + String(repeating: "-", count: min(title.count, 72)))
        let lines = facts.lines.map { "\($0.label): \($0.value)" }
        if !lines.isEmpty { blocks.append(lines.joined(separator: "\n")) }
        for section in message.sections {
            let text = Markdown(section.markdown).plainText()
            guard !text.isEmpty else { continue }
            blocks.append("## " + Message.heading(for: section.name, locale: message.locale) + "\n\n" + text)
        }
        if let link = message.facts.link { blocks.append("\(facts.linkLabel):\n\(link)") }
        blocks.append("-- \n\(facts.reason)\n\(sender)\n")
        return blocks.joined(separator: "\n\n")
    }
}
