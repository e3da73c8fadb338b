// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// The HTML body of a mail: one column of 600 pixels that shrinks, no images, nothing loaded from anywhere, readable
/// in dark mode, without styles, and from right to left.
struct MailLayout {
    let sender: String

    /// The whole page; `section` shapes what a section says, styles included, where the kit's HTML is not wanted.
    func write(_ message: Message, section: ((Section) -> String)? = nil) -> String {
        let facts = MailFacts(message)
        let frame = MailFrame(locale: message.locale)
        let markup = MailMarkup(isRightToLeft: message.locale.isRightToLeft)
        let accent = MailStyle.accent(of: message.facts)
        let title = HTMLText.escaped(MailHeader.cleaned(message.title))
        var html = frame.opening(title: title, preview: facts.preview)
        if let notice = facts.drillNotice {
            html += frame.row("class=\"text edge\"", MailStyle.drill, HTMLText.escaped(notice))
        }
        html += bar(facts.state, phase: message.facts.phase, accent: accent, frame)
        html += frame.openCell("class=\"text edge\"", MailStyle.text)
        html += "<h1 style=\"\(MailStyle.title)\">\(title)</h1>\n"
        html += table(of: facts.lines, frame)
        for part in message.sections {
            let body = section.map { $0(part) } ?? markup.styled(Markdown(part.markdown).html())
            guard !body.isEmpty else { continue }
            let heading = HTMLText.escaped(Message.heading(for: part.name, locale: message.locale))
            html += "<h2 style=\"\(MailStyle.heading)\">\(heading)</h2>\n\(body)\n"
        }
        html += button(message.facts.link, label: facts.linkLabel, accent: accent)
        html += MailFrame.closeCell
        html += frame.footOpening
        html += paragraph(facts.reason) + paragraph(sender)
        return html + MailFrame.closing
    }

    /// The state with its sign, on its colour; a stripe of the colour where there is no state.
    private func bar(_ state: String?, phase: Phase?, accent: String, _ frame: MailFrame) -> String {
        guard let state else {
            return frame.row("bgcolor=\"\(accent)\"", "background:\(accent);\(MailStyle.stripe)", "&nbsp;")
        }
        let sign = phase.map { "<span aria-hidden=\"true\">\(MailStyle.sign(of: $0))&nbsp; </span>" } ?? ""
        return frame.row(
            "class=\"edge\" bgcolor=\"\(accent)\"",
            "background:\(accent);\(MailStyle.bar)",
            sign + HTMLText.escaped(state)
        )
    }

    private func table(of lines: [MailFacts.Line], _ frame: MailFrame) -> String {
        guard !lines.isEmpty else { return "" }
        let rows = lines.map { line in
            "<tr valign=\"top\"><td class=\"quiet\" style=\"padding:2px 0;padding-\(frame.end):16px;\(MailStyle.label)\">"
                + "\(HTMLText.escaped(line.label)):</td>"
                + "<td style=\"padding:2px 0\">\(HTMLText.escaped(line.value))</td></tr>\n"
        }
        return "\(MailFrame.table) style=\"\(MailStyle.facts)\">\n\(rows.joined())</table>\n"
    }

    /// A cell with a colour of its own, so that it looks like a button also where links have no padding.
    private func button(_ address: String?, label: String, accent: String) -> String {
        guard let address else { return "" }
        let label = HTMLText.escaped(label)
        let escaped = HTMLText.escaped(address)
        let lowered = address.lowercased()
        guard lowered.hasPrefix("https://") || lowered.hasPrefix("http://") else {
            return "<p>\(label): \(escaped)</p>\n"
        }
        return "\(MailFrame.table) style=\"margin:24px 0 0\"><tr><td bgcolor=\"\(accent)\" "
            + "style=\"background:\(accent);border-radius:6px;mso-padding-alt:12px 20px\">"
            + "<a class=\"button\" href=\"\(escaped)\" style=\"\(MailStyle.button)\">\(label)</a></td></tr></table>\n"
    }

    private func paragraph(_ text: String) -> String {
        "<p class=\"quiet\" style=\"\(MailStyle.footer)\">\(HTMLText.escaped(text))</p>\n"
    }
}
