// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// The HTML body of a mail: one column, no images, nothing loaded from anywhere, readable in dark mode, without
/// styles, and from right to left.
struct MailLayout {
    let sender: String
    /// Ends every body, so that a reader's own line can be set before it: content cannot imitate it, since only the
    /// end of the text counts.
    static let closing = "</td></tr></table>\n</td></tr></table>\n</body>\n</html>\n"

    /// The whole page; `section` shapes what a section says.
    func write(_ message: Message, section: (Section) -> String = { Markdown($0.markdown).html() }) -> String {
        let facts = MailFacts(message)
        let accent = MailLayout.accent(of: message.facts)
        var html = opening(message, preview: facts.preview)
        if let notice = facts.drillNotice {
            html += "<p class=\"drill\" style=\"\(MailStyle.drill)\">\(HTMLText.escaped(notice))</p>\n"
        }
        if let state = facts.state {
            html +=
                "<p style=\"margin:0 0 8px\"><span style=\"\(MailStyle.badge);background:\(accent)\">"
                + "\(HTMLText.escaped(state))</span></p>\n"
        }
        html += "<h1 style=\"\(MailStyle.title)\">\(HTMLText.escaped(MailHeader.cleaned(message.title)))</h1>\n"
        if !facts.lines.isEmpty {
            html += "<p class=\"quiet\" style=\"\(MailStyle.facts)\">"
            html += facts.lines.map { "<strong>\(HTMLText.escaped($0.label)):</strong> \(HTMLText.escaped($0.value))" }
                .joined(separator: "<br>\n")
            html += "</p>\n"
        }
        for part in message.sections {
            let body = section(part)
            guard !body.isEmpty else { continue }
            let heading = Message.heading(for: part.name, locale: message.locale)
            html += "<h2 style=\"\(MailStyle.heading)\">\(HTMLText.escaped(heading))</h2>\n\(body)\n"
        }
        html += MailLayout.link(message.facts.link, label: facts.words.link, accent: accent)
        html += "<p class=\"quiet\" style=\"\(MailStyle.footer)\">\(HTMLText.escaped(sender))</p>\n"
        return html + MailLayout.closing
    }

    /// The line that only this reader's mail may hold: it stands before the closing.
    static func unsubscribeLine(_ url: String, locale: LocaleTag) -> String {
        "<p class=\"quiet\" style=\"\(MailStyle.footer)\">"
            + "<a class=\"quiet\" href=\"\(HTMLText.escaped(MailHeader.cleaned(url)))\" style=\"color:#5c6470\">"
            + "\(HTMLText.escaped(MailWords(locale).unsubscribe))</a></p>\n"
    }

    /// A page taken apart where a reader's own line can be set: before its closing, or at its end where it has none.
    static func parts(of html: String) -> (opening: String, closing: String) {
        guard let end = html.utf8.index(html.endIndex, offsetBy: -closing.utf8.count, limitedBy: html.startIndex),
            html.utf8[end...].elementsEqual(closing.utf8)
        else { return (html, "") }
        return (String(html[..<end]), closing)
    }

    private func opening(_ message: Message, preview: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="\(message.locale.text)" dir="\(message.locale.isRightToLeft ? "rtl" : "ltr")">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="supported-color-schemes" content="light dark">
        <title>\(HTMLText.escaped(MailHeader.cleaned(message.title)))</title>
        <style>
        \(MailStyle.sheet)
        </style>
        </head>
        <body class="page" style="\(MailStyle.page)">
        <div style="\(MailStyle.hidden)">\(HTMLText.escaped(preview))</div>
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0">\
        <tr><td align="center" style="padding:24px 12px">
        <table role="presentation" class="card" width="100%" cellpadding="0" cellspacing="0" border="0" \
        style="\(MailStyle.card);border-top:4px solid \(MailLayout.accent(of: message.facts))">\
        <tr><td class="text" align="\(message.locale.isRightToLeft ? "right" : "left")" style="\(MailStyle.column)">

        """
    }

    private static func link(_ address: String?, label: String, accent: String) -> String {
        guard let address else { return "" }
        let lowered = address.lowercased()
        guard lowered.hasPrefix("https://") || lowered.hasPrefix("http://") else {
            return "<p>\(HTMLText.escaped(label)): \(HTMLText.escaped(address))</p>\n"
        }
        return "<p style=\"margin:24px 0\"><a href=\"\(HTMLText.escaped(address))\" "
            + "style=\"\(MailStyle.button);background:\(accent)\">\(HTMLText.escaped(label))</a></p>\n"
    }

    /// A colour beside the words, never instead of them; each has a contrast of 4.5 to 1 or more with white.
    private static func accent(of facts: Facts) -> String {
        switch facts.phase {
        case .resolved, .completed: "#1a7f37"
        case .postmortem, .scheduled, .inProgress, .verifying, nil: "#0b5cad"
        case .investigating, .identified, .monitoring:
            facts.severity.map { $0 >= .sev2 } ?? false ? "#b42318" : "#945700"
        }
    }
}
