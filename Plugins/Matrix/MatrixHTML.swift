// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// Writes Markdown as the HTML that Matrix clients show (`org.matrix.custom.html`): a few tags without attributes but a
/// link's.
struct MatrixHTML {
    private(set) var html = ""

    static func text(_ words: String) -> String { HTMLText.escaped(MassMentions.neutralised(words)) }

    mutating func write(_ blocks: [MarkdownBlock], isTight: Bool = false) {
        for block in blocks {
            if isTight, case .paragraph(let inlines) = block { write(inlines) } else { write(block) }
        }
    }

    mutating func write(_ tag: String, _ body: (inout MatrixHTML) -> Void) {
        html += "<\(tag)>"
        body(&self)
        html += "</\(tag)>"
    }

    mutating func write(_ words: String) { html += MatrixHTML.text(words) }

    mutating func breakLine() { html += "<br>" }

    private mutating func write(_ block: MarkdownBlock) {
        switch block {
        case .paragraph(let inlines): write("p") { $0.write(inlines) }
        // The sections' headings stand above those within them.
        case .heading(let level, let inlines): write("h\(min(6, level + 4))") { $0.write(inlines) }
        case .list(let start, let isTight, let items):
            html += start.map { $0 == 1 ? "<ol>" : "<ol start=\"\($0)\">" } ?? "<ul>"
            for item in items { write("li") { $0.write(item, isTight: isTight) } }
            html += start == nil ? "</ul>" : "</ol>"
        case .quote(let blocks): write("blockquote") { $0.write(blocks) }
        case .code(let code, _): write("pre") { $0.write("code") { $0.write(code) } }
        case .table(let table):
            write("table") { writer in
                writer.write("thead") { $0.write(row: table.header, "th") }
                writer.write("tbody") { for row in table.rows { $0.write(row: row, "td") } }
            }
        case .rule: html += "<hr>"
        }
    }

    private mutating func write(row: [[MarkdownInline]], _ tag: String) {
        write("tr") { for cell in row { $0.write(tag) { $0.write(cell) } } }
    }

    private mutating func write(_ inlines: [MarkdownInline]) {
        for inline in inlines {
            switch inline {
            case .text(let words): write(words)
            case .code(let code): write("code") { $0.write(code) }
            case .softBreak: html += " "
            case .lineBreak: breakLine()
            case .emphasis(let children): write("em") { $0.write(children) }
            case .strong(let children): write("strong") { $0.write(children) }
            case .strikethrough(let children): write("del") { $0.write(children) }
            case .link(let address, let children):
                link(address) { $0.write(children.isEmpty ? [.text(address)] : children) }
            // An image is never fetched: its description stands for it, or else a link to it.
            case .image(let address, let description):
                if description.isEmpty { link(address) { $0.write(address) } } else { write(description) }
            }
        }
    }

    mutating func link(_ address: String, _ body: (inout MatrixHTML) -> Void) {
        guard MarkdownAddress.isSafe(address), !MatrixHTML.isMention(address) else { return body(&self) }
        html += "<a href=\"\(HTMLText.escaped(address))\">"
        body(&self)
        html += "</a>"
    }

    /// Clients show a link to a person or a room as a mention.
    private static func isMention(_ address: String) -> Bool {
        let rest = address.lowercased().drop { $0 != "/" }.drop { $0 == "/" }
        return rest.hasPrefix("matrix.to") || rest.hasPrefix("www.matrix.to")
    }
}
