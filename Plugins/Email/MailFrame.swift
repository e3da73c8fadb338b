// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// What stands around the content of an HTML body: the document's head, and the tables that hold the column.
struct MailFrame {
    let locale: LocaleTag

    static let table = "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\""
    static let closeCell = "</td></tr>\n"
    /// Ends every body, so that a reader's own line can be set before it: content cannot imitate it, since only the
    /// end of the text counts.
    static let closing =
        "</td></tr></table>\n<!--[if mso]></td></tr></table><![endif]-->\n</td></tr></table>\n</body>\n</html>\n"

    /// A page taken apart where a reader's own line can be set: before its closing, or at its end where it has none.
    static func parts(of html: String) -> (opening: String, closing: String) {
        guard let end = html.utf8.index(html.endIndex, offsetBy: -closing.utf8.count, limitedBy: html.startIndex),
            html.utf8[end...].elementsEqual(closing.utf8)
        else { return (html, "") }
        return (String(html[..<end]), closing)
    }

    /// The side on which a line begins.
    var start: String { locale.isRightToLeft ? "right" : "left" }
    var end: String { locale.isRightToLeft ? "left" : "right" }
    private var direction: String { locale.isRightToLeft ? "rtl" : "ltr" }

    /// Up to the first row of the card; `title` is escaped, `preview` is not.
    ///
    /// Webmail keeps neither `html` nor `body`, so the outermost table says language and direction once more; Word
    /// knows no greatest width, so that it alone gets a table of 600 pixels.
    func opening(title: String, preview: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="\(locale.text)" dir="\(direction)">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <meta name="supported-color-schemes" content="light dark">
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no">
        <title>\(title)</title>
        <style>
        \(MailStyle.sheet)
        </style>
        <style>
        \(MailStyle.outlookSheet)
        </style>
        \(MailStyle.wordSheet)
        </head>
        <body class="page" style="\(MailStyle.page)">
        <div style="\(MailStyle.hidden)">\(HTMLText.escaped(preview))\(MailFrame.padding(after: preview))</div>
        \(MailFrame.table) class="page" width="100%" bgcolor="#f3f4f6" lang="\(locale.text)" dir="\(direction)" \
        style="\(MailStyle.page)"><tr><td align="center" style="padding:24px 12px">
        <!--[if mso]>\(MailFrame.table) width="600"><tr><td><![endif]-->
        \(MailFrame.table) class="card" width="100%" bgcolor="#ffffff" style="\(MailStyle.card)">

        """
    }

    /// From the end of the card's rows to the first line below it.
    var footOpening: String {
        "</table>\n\(MailFrame.table) width=\"100%\" style=\"\(MailStyle.column)\">\n"
            + openCell("class=\"edge\"", MailStyle.foot)
    }

    func openCell(_ attributes: String, _ style: String) -> String {
        "<tr><td \(attributes) align=\"\(start)\" style=\"\(style)\">\n"
    }

    func row(_ attributes: String, _ style: String, _ content: String) -> String {
        openCell(attributes, style) + content + MailFrame.closeCell
    }

    /// Fills a list's line behind a short preview with blanks, so that the list does not go on with the body.
    private static func padding(after preview: String) -> String {
        String(repeating: " &#847;&#8199;", count: max(0, 120 - preview.count) / 2)
    }
}
