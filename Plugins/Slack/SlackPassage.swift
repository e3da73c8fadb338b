// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// A section of a message as one or more texts that Slack's blocks can hold, each with its marks whole.
enum SlackPassage {
    /// Leaves room for a heading beside a piece.
    private static let pieceLimit = TextLimit(2_800, .utf16)

    /// What goes into the blocks below a heading.
    static func texts(_ pieces: [String], heading: String) -> [String] {
        var texts: [String] = []
        var text = heading
        var separator = "\n"
        for piece in pieces {
            let longer = text + separator + piece
            if SlackContent.sectionLimit.holds(longer) {
                text = longer
            } else {
                texts.append(text)
                text = piece
            }
            separator = "\n\n"
        }
        return texts + [text]
    }

    /// The block in writing; in several pieces where it is too long for one.
    static func pieces(_ block: MarkdownBlock) -> [String] {
        // Of what is far too long nothing is written to find that out.
        guard [block].length / 2 <= pieceLimit.max else { return block.halves.flatMap(pieces) }
        let written = [block].written(in: SlackDialect())
        if pieceLimit.holds(written) { return written.allSatisfy(\.isWhitespace) ? [] : [written] }
        return block.halves.flatMap(pieces)
    }
}

extension MarkdownBlock {
    /// The block in two blocks or more, each shorter; none where there is nothing to be halved.
    fileprivate var halves: [MarkdownBlock] {
        switch self {
        case .paragraph(let inlines): return inlines.halves.map { .paragraph($0) }
        case .heading(let level, let inlines): return inlines.halves.map { .heading(level: level, $0) }
        case .list(let start, let isTight, let items):
            guard items.count > 1 else { return items.flatMap { $0.halves } }
            let middle = items.count / 2
            return [
                .list(start: start, isTight: isTight, items: Array(items[..<middle])),
                .list(start: start.map { $0 + middle }, isTight: isTight, items: Array(items[middle...])),
            ]
        case .quote(let blocks): return blocks.halves.map { .quote([$0]) }
        case .code(let code, let language):
            return code.halves(at: \.isNewline).map { .code($0, language: language) }
        case .table(var table):
            guard table.rows.count > 1 else { return (table.header + table.rows.joined()).map { .paragraph($0) } }
            let rows = table.rows
            table.rows = Array(rows[..<(rows.count / 2)])
            var second = table
            second.rows = Array(rows[(rows.count / 2)...])
            return [.table(table), .table(second)]
        case .rule: return []
        }
    }
}

extension [MarkdownBlock] {
    fileprivate var halves: [MarkdownBlock] { count > 1 ? self : flatMap(\.halves) }
}

extension [MarkdownInline] {
    fileprivate var halves: [[MarkdownInline]] {
        guard count == 1, let only = first else {
            return isEmpty ? [] : [Array(self[..<(count / 2)]), Array(self[(count / 2)...])]
        }
        switch only {
        case .text(let words): return words.halves(at: \.isWhitespace).map { [.text($0)] }
        case .code(let code): return code.halves(at: \.isWhitespace).map { [.code($0)] }
        case .emphasis(let children): return children.halves.map { [.emphasis($0)] }
        case .strong(let children): return children.halves.map { [.strong($0)] }
        case .strikethrough(let children): return children.halves.map { [.strikethrough($0)] }
        // A link that is too long for a block is no link.
        case .link(let address, let children), .image(let address, let children):
            return children.isEmpty ? [[.text(address)]] : [children]
        case .softBreak, .lineBreak: return []
        }
    }
}

extension String {
    /// The text in two, at the last such character of the first half where there is one.
    fileprivate func halves(at isBreak: (Character) -> Bool) -> [String] {
        guard count > 1 else {
            // Marks beyond number on one character: only its scalars are left to be parted.
            let scalars = Array(unicodeScalars)
            guard scalars.count > 1 else { return [] }
            let middle = scalars.count / 2
            return [scalars[..<middle], scalars[middle...]]
                .map { part in
                    var half = String.UnicodeScalarView()
                    half.append(contentsOf: part)
                    return String(half)
                }
        }
        let middle = index(startIndex, offsetBy: count / 2)
        let cut = self[..<middle].lastIndex(where: isBreak).map { index(after: $0) } ?? middle
        guard cut > startIndex else { return [String(self[..<middle]), String(self[middle...])] }
        return [String(self[..<cut]), String(self[cut...])]
    }
}
