// SPDX-License-Identifier: Apache-2.0

/// Writes Markdown as one line of plain text.
struct MarkdownLineWriter {
    private var text = ""

    /// The line, its runs of spaces and line ends closed up.
    var line: String {
        let bytes = Array(text.utf8)
        var line: [UInt8] = []
        line.reserveCapacity(bytes.count)
        var position = 0
        var isSpacePending = false
        while position < bytes.count {
            let isWide = bytes[position] >= 0xE2 && AddressScanner.isWideSpace(bytes, at: position)
            if bytes[position] == 0x20 || (0x09...0x0D).contains(bytes[position]) || isWide {
                isSpacePending = !line.isEmpty
                position += isWide ? 3 : 1
                continue
            }
            if isSpacePending { line.append(0x20) }
            isSpacePending = false
            line.append(bytes[position])
            position += 1
        }
        return String(decoding: line, as: UTF8.self)
    }

    mutating func write(_ blocks: [MarkdownBlock]) {
        for block in blocks {
            text += " "
            write(block)
        }
    }

    private mutating func write(_ block: MarkdownBlock) {
        switch block {
        case .paragraph, .heading, .code:
            var writer = MarkdownTextWriter()
            writer.write([block])
            text += writer.text
        case .list(_, _, let items):
            for (index, item) in items.enumerated() {
                if index > 0 { separate() }
                write(item)
            }
        case .quote(let blocks):
            write(blocks)
        case .table(let table):
            for (index, row) in ([table.header] + table.rows).enumerated() {
                if index > 0 { separate() }
                for (column, cell) in row.enumerated() {
                    text += column > 0 ? " | " : " "
                    write(.paragraph(cell))
                }
            }
        case .rule:
            break
        }
    }

    /// Keeps two entries apart where the first does not end as a sentence.
    private mutating func separate() {
        guard let last = text.utf8.last, !".,;:!? ".utf8.contains(last) else { return }
        text += ";"
        text += " "
    }
}
