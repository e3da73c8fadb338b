// SPDX-License-Identifier: Apache-2.0

/// Writes Markdown as HTML in which nothing of the source is markup.
struct MarkdownHTMLWriter {
    private(set) var html = ""

    mutating func write(_ blocks: [MarkdownBlock], isTight: Bool = false) {
        for (index, block) in blocks.enumerated() {
            if index > 0 { html += "\n" }
            if isTight, case .paragraph(let inlines) = block {
                write(inlines)
            } else {
                write(block)
            }
        }
    }

    private mutating func write(_ block: MarkdownBlock) {
        switch block {
        case .paragraph(let inlines): write("p", inlines)
        case .heading(let level, let inlines): write("h\(level)", inlines)
        case .list(let start, let isTight, let items):
            let name = start == nil ? "ul" : "ol"
            html += start.map { $0 == 1 ? "<ol>" : "<ol start=\"\($0)\">" } ?? "<ul>"
            for item in items {
                html += "\n<li>"
                write(item, isTight: isTight)
                html += "</li>"
            }
            html += "\n</\(name)>"
        case .quote(let blocks):
            html += "<blockquote>\n"
            write(blocks)
            html += "\n</blockquote>"
        case .code(let code, _):
            html += "<pre><code>"
            html += HTMLText.escaped(code)
            html += "</code></pre>"
        case .table(let table): write(table)
        case .rule: html += "<hr>"
        }
    }

    private mutating func write(_ table: MarkdownTable) {
        html += "<table>\n<thead>"
        write(row: table.header, "th", table.alignments)
        html += "</thead>\n<tbody>"
        for row in table.rows { write(row: row, "td", table.alignments) }
        html += "</tbody>\n</table>"
    }

    private mutating func write(row: [[MarkdownInline]], _ name: String, _ alignments: [MarkdownTable.Alignment]) {
        html += "<tr>"
        for (cell, alignment) in zip(row, alignments) {
            switch alignment {
            case .none: html += "<\(name)>"
            case .left: html += "<\(name) align=\"left\">"
            case .center: html += "<\(name) align=\"center\">"
            case .right: html += "<\(name) align=\"right\">"
            }
            write(cell)
            html += "</\(name)>"
        }
        html += "</tr>"
    }

    private mutating func write(_ name: String, _ inlines: [MarkdownInline]) {
        html += "<\(name)>"
        write(inlines)
        html += "</\(name)>"
    }

    private mutating func write(_ inlines: [MarkdownInline]) {
        for inline in inlines {
            switch inline {
            case .text(let words): html += HTMLText.escaped(words)
            case .code(let code):
                html += "<code>"
                html += HTMLText.escaped(code)
                html += "</code>"
            case .softBreak: html += "\n"
            case .lineBreak: html += "<br>\n"
            case .emphasis(let children): write("em", children)
            case .strong(let children): write("strong", children)
            case .strikethrough(let children): write("del", children)
            case .link(let address, let children): writeLink(address, children)
            case .image(let address, let description):
                // An image is never fetched: its description stands for it, or else a link to it.
                if description.isEmpty { writeLink(address, []) } else { write(description) }
            }
        }
    }

    private mutating func writeLink(_ address: String, _ children: [MarkdownInline]) {
        guard MarkdownAddress.isSafe(address) else { return write(children) }
        html += "<a href=\"\(HTMLText.escaped(address))\" rel=\"noopener noreferrer\">"
        if children.isEmpty { html += HTMLText.escaped(address) } else { write(children) }
        html += "</a>"
    }
}
