// SPDX-License-Identifier: Apache-2.0

/// Counting and cutting Markdown by the characters that readers see.
extension [MarkdownBlock] {
    package var length: Int { reduce(0) { $0 + $1.length } }

    /// The beginning, of so many characters at most; it ends in `…`, behind a whole word where there is one.
    package func cut(to length: Int) -> [MarkdownBlock] {
        var rest = length
        var kept: [MarkdownBlock] = []
        for block in self {
            let size = block.length
            guard size <= rest else {
                if let part = block.cut(to: rest) { kept.append(part) }
                break
            }
            kept.append(block)
            rest -= size
        }
        return kept
    }
}

extension MarkdownBlock {
    var length: Int {
        switch self {
        case .paragraph(let inlines), .heading(_, let inlines): inlines.length
        case .list(_, _, let items): items.reduce(0) { $0 + $1.length }
        case .quote(let blocks): blocks.length
        case .code(let code, _): code.count
        case .table(let table):
            ([table.header] + table.rows).reduce(0) { sum, row in row.reduce(sum) { $0 + $1.length } }
        case .rule: 1
        }
    }

    /// Nil where nothing of it is left.
    func cut(to length: Int) -> MarkdownBlock? {
        guard length > 0 else { return nil }
        switch self {
        case .paragraph(let inlines): return inlines.cut(to: length).map { .paragraph($0) }
        case .heading(let level, let inlines): return inlines.cut(to: length).map { .heading(level: level, $0) }
        case .list(let start, let isTight, let items):
            var rest = length
            var kept: [[MarkdownBlock]] = []
            for item in items {
                let part = item.length <= rest ? item : item.cut(to: rest)
                rest -= item.length
                if !part.isEmpty { kept.append(part) }
                guard rest > 0 else { break }
            }
            return kept.isEmpty ? nil : .list(start: start, isTight: isTight, items: kept)
        case .quote(let blocks):
            let kept = blocks.cut(to: length)
            return kept.isEmpty ? nil : .quote(kept)
        case .code(let code, let language):
            return .code(String(code.prefix(length - 1)) + "…", language: language)
        case .table(var table):
            var rest = length - table.header.reduce(0) { $0 + $1.length }
            guard rest >= 0 else { return nil }
            table.rows = table.rows.prefix { row in
                rest -= row.reduce(0) { $0 + $1.length }
                return rest >= 0
            }
            return .table(table)
        case .rule: return self
        }
    }
}

extension [MarkdownInline] {
    var length: Int { reduce(0) { $0 + $1.length } }

    /// Nil where nothing of it is left but the ellipsis.
    func cut(to length: Int) -> [MarkdownInline]? {
        guard self.length > length else { return self }
        return beginning(of: length - 1).map { $0 + [.text("…")] }
    }

    fileprivate func beginning(of length: Int) -> [MarkdownInline]? {
        guard self.length > length else { return self }
        var kept: [MarkdownInline] = []
        var rest = length
        for inline in self {
            let size = inline.length
            guard size <= rest else {
                if rest > 0, let part = inline.cut(to: rest) { kept.append(part) }
                break
            }
            kept.append(inline)
            rest -= size
        }
        return kept.isEmpty ? nil : kept
    }
}

extension MarkdownInline {
    var length: Int {
        switch self {
        case .text(let words), .code(let words): words.count
        case .softBreak, .lineBreak: 1
        case .emphasis(let children), .strong(let children), .strikethrough(let children): children.length
        // Its address is written too, or takes up room unseen.
        case .link(let address, let children), .image(let address, let children): children.length + address.count
        }
    }

    /// The beginning of it, without an ellipsis; a link goes whole or not at all.
    fileprivate func cut(to length: Int) -> MarkdownInline? {
        switch self {
        case .text(let words):
            let beginning = words.prefix(length)
            let end = beginning.lastIndex(where: \.isWhitespace)
            // Half a word says little, unless there is no whole one.
            let kept = end.map { beginning[..<$0] } ?? beginning
            return kept.allSatisfy(\.isWhitespace) ? nil : .text(String(kept))
        case .code(let code): return .code(String(code.prefix(length)))
        case .softBreak, .lineBreak, .link, .image: return nil
        case .emphasis(let children): return children.beginning(of: length).map { .emphasis($0) }
        case .strong(let children): return children.beginning(of: length).map { .strong($0) }
        case .strikethrough(let children): return children.beginning(of: length).map { .strikethrough($0) }
        }
    }
}
