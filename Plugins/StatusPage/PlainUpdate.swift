// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// An update as plain text, for readers that show no markup.
enum PlainUpdate {
    /// The sections under their headings; a correction says which update it puts right.
    static func text(of update: PageUpdate, in slot: String) -> String {
        guard let text = update.text(in: slot) else { return "" }
        let isPlain = text.sections.count == 1 && text.sections[0].name == .whatHappened
        let sections = text.sections.map { section in
            let body = Markdown(section.markdown).plainText()
            return isPlain ? body : "\(Message.heading(for: section.name, locale: text.locale)): \(body)"
        }
        let mark = update.corrects.map { Message.correctionMark(of: $0.sequence, locale: text.locale) + "." }
        let said = [mark].compactMap(\.self) + sections
        return said.isEmpty ? text.title : said.joined(separator: "\n\n")
    }
}
