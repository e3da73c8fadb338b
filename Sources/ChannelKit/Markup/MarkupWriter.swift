// SPDX-License-Identifier: Apache-2.0

/// Writes Markdown in the dialect of a provider.
struct MarkupWriter<Dialect: MarkupDialect> {
    let dialect: Dialect
    private(set) var text = ""
    /// What every further line of the present block starts with.
    private var indent = ""

    init(dialect: Dialect) { self.dialect = dialect }

    mutating func write(_ blocks: [MarkdownBlock], isTight: Bool = false) {
        for (index, block) in blocks.enumerated() {
            if index > 0 {
                if !isTight { breakLine() }
                breakLine()
            }
            write(block)
        }
    }

    private mutating func write(_ block: MarkdownBlock) {
        switch block {
        case .paragraph(let inlines): text += written(inlines)
        case .heading(_, let inlines): text += dialect.heading(written(inlines))
        case .list(let start, let isTight, let items):
            for (index, item) in items.enumerated() {
                if index > 0 {
                    if !isTight { breakLine() }
                    breakLine()
                }
                let marker = dialect.marker(start.map { $0 + index })
                text += marker
                nest(String(repeating: " ", count: marker.count)) { $0.write(item, isTight: isTight) }
            }
        case .quote(let blocks):
            text += dialect.quoteMark
            nest(dialect.quoteMark) { $0.write(blocks) }
        case .code(let code, let language):
            writeLines(dialect.codeBlock(code, language: language))
        case .table(let table):
            for (index, row) in ([table.header] + table.rows).enumerated() {
                if index > 0 { breakLine() }
                for (column, cell) in row.enumerated() {
                    if column > 0 { text += dialect.text(" | ") }
                    text += index == 0 ? dialect.strong(written(cell)) : written(cell)
                }
            }
        case .rule:
            text += dialect.text("———")
        }
    }

    private func written(_ inlines: [MarkdownInline]) -> String {
        var line = ""
        for inline in inlines {
            switch inline {
            case .text(let words): line += dialect.text(words)
            case .code(let code): line += dialect.code(code)
            case .softBreak: line += " "
            case .lineBreak: line += dialect.lineBreak + indent
            case .emphasis(let children): line += marked(children, dialect.emphasis)
            case .strong(let children): line += marked(children, dialect.strong)
            case .strikethrough(let children): line += marked(children, dialect.strikethrough)
            case .link(let address, let children): line += link(address, children)
            // An image is never fetched: its description stands for it, or else a link to it.
            case .image(let address, let description): line += link(description.isEmpty ? address : "", description)
            }
        }
        return line
    }

    /// Marks around nothing would be shown as they are.
    private func marked(_ children: [MarkdownInline], _ mark: (String) -> String) -> String {
        let inner = written(children)
        return children.words.allSatisfy(\.isWhitespace) ? inner : mark(inner)
    }

    private func link(_ address: String, _ children: [MarkdownInline]) -> String {
        guard MarkdownAddress.isSafe(address) else { return written(children) }
        return dialect.link(address, children.words.isEmpty ? dialect.text(address) : written(children))
    }

    private mutating func writeLines(_ lines: String) {
        for (index, line) in lines.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if index > 0 { breakLine() }
            text += line
        }
    }

    private mutating func nest(_ more: String, _ body: (inout MarkupWriter) -> Void) {
        let outer = indent
        indent += more
        body(&self)
        indent = outer
    }

    private mutating func breakLine() {
        while text.utf8.last == UInt8(ascii: " ") { text.removeLast() }
        text += dialect.lineBreak
        text += indent
    }
}
