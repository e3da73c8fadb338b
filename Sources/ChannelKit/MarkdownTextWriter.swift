// SPDX-License-Identifier: Apache-2.0

/// Writes Markdown as plain text.
struct MarkdownTextWriter {
    private(set) var text = ""
    /// What every further line of the present block starts with.
    private var indent = ""

    mutating func write(_ blocks: [MarkdownBlock], isTight: Bool = false) {
        for (index, block) in blocks.enumerated() {
            if index > 0 {
                if !isTight { breakLine(isEmpty: true) }
                breakLine()
            }
            write(block)
        }
    }

    private mutating func write(_ block: MarkdownBlock) {
        switch block {
        case .paragraph(let inlines), .heading(_, let inlines):
            write(inlines)
        case .list(let start, let isTight, let items):
            for (index, item) in items.enumerated() {
                if index > 0 {
                    if !isTight { breakLine(isEmpty: true) }
                    breakLine()
                }
                let marker = start.map { "\($0 + index). " } ?? "- "
                text += marker
                nest(String(repeating: " ", count: marker.utf8.count)) { $0.write(item, isTight: isTight) }
            }
        case .quote(let blocks):
            text += "> "
            nest("> ") { $0.write(blocks) }
        case .code(let code, _):
            writeLines(code)
        case .table(let table):
            for (index, row) in ([table.header] + table.rows).enumerated() {
                if index > 0 { breakLine() }
                for (column, cell) in row.enumerated() {
                    if column > 0 { text += " | " }
                    write(cell)
                }
            }
        case .rule:
            text += "---"
        }
    }

    private mutating func write(_ inlines: [MarkdownInline]) {
        for inline in inlines {
            switch inline {
            case .text(let words), .code(let words): text += words
            case .softBreak: text += " "
            case .lineBreak: breakLine()
            case .emphasis(let children), .strong(let children): write(children)
            case .strikethrough(let children):
                // What is struck out must not read as if it held.
                text += "~~"
                write(children)
                text += "~~"
            case .link(let address, let children): writeLink(address, children)
            case .image(let address, let description): writeLink(description.isEmpty ? address : "", description)
            }
        }
    }

    private mutating func writeLink(_ address: String, _ children: [MarkdownInline]) {
        write(children)
        guard MarkdownAddress.isSafe(address) else { return }
        let words = children.words
        if words.isEmpty {
            text += address
        } else if !MarkdownAddress.shows(words, address) {
            text += " (\(address))"
        }
    }

    private mutating func writeLines(_ lines: String) {
        for (index, line) in lines.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if index > 0 { breakLine(isEmpty: line.isEmpty) }
            text += line
        }
    }

    private mutating func nest(_ more: String, _ body: (inout MarkdownTextWriter) -> Void) {
        let outer = indent
        indent += more
        body(&self)
        indent = outer
    }

    private mutating func breakLine(isEmpty: Bool = false) {
        while text.utf8.last == UInt8(ascii: " ") { text.removeLast() }
        text += "\n"
        text += indent
    }
}
