// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// The plain body of a mail.
struct MailText {
    let sender: String

    func write(_ message: Message) -> String {
        let facts = MailFacts(message)
        var blocks: [String] = []
        if let notice = facts.drillNotice { blocks.append(notice) }
        let title = MailHeader.cleaned(message.title)
        blocks.append(title + "\n" + String(repeating: "-", count: min(title.count, 72)))
        var lines = facts.lines.map { "\($0.label): \($0.value)" }
        if let state = facts.state { lines.insert("[\(state)]", at: 0) }
        if !lines.isEmpty { blocks.append(lines.joined(separator: "\n")) }
        for section in message.sections {
            let text = Markdown(section.markdown).plainText()
            guard !text.isEmpty else { continue }
            blocks.append("## " + Message.heading(for: section.name, locale: message.locale) + "\n\n" + text)
        }
        if let link = message.facts.link { blocks.append("\(facts.words.link):\n\(link)") }
        blocks.append("-- \n\(sender)\n")
        return blocks.joined(separator: "\n\n")
    }

    /// The lines that only this reader's mail may hold, at the end of the body.
    static func unsubscribeLines(_ url: String, locale: LocaleTag) -> String {
        "\(MailWords(locale).unsubscribe):\n\(MailHeader.cleaned(url))\n"
    }
}
