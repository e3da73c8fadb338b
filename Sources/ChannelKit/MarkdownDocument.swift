// SPDX-License-Identifier: Apache-2.0

import CMarkdown

/// cmark's tree of one text, freed with this value.
struct MarkdownDocument: ~Copyable {
    private let root: OpaquePointer

    init(root: OpaquePointer) { self.root = root }

    deinit { cmark_node_free(root) }

    /// Reads the tree; `addressBytes` is how much its addresses may make up altogether.
    func blocks(addressBytes: Int) -> [MarkdownBlock] {
        Node(root, Allowance(addressBytes)).blocks(depth: 1)
    }

    /// What is left for addresses: a short reference can repeat a long one any number of times.
    private final class Allowance {
        private var left: Int

        init(_ bytes: Int) { self.left = bytes }

        func take(_ bytes: Int) -> Bool {
            guard bytes <= left else { return false }
            left -= bytes
            return true
        }
    }

    /// One node of the tree, valid as long as the document.
    private struct Node {
        let pointer: OpaquePointer
        let allowance: Allowance

        init(_ pointer: OpaquePointer, _ allowance: Allowance) {
            self.pointer = pointer
            self.allowance = allowance
        }

        var type: cmark_node_type { cmark_node_get_type(pointer) }

        /// What an extension's node is called; the types of extensions are known at run time only.
        var typeName: String { cmark_node_get_type_string(pointer).map { String(cString: $0) } ?? "" }

        var literal: String { cmark_node_get_literal(pointer).map { String(cString: $0) } ?? "" }

        /// Empty where the allowance is used up, so that only the link's text remains.
        var address: String {
            let address = cmark_node_get_url(pointer).map { String(cString: $0) } ?? ""
            return allowance.take(address.utf8.count) ? address : ""
        }

        var children: some Sequence<Node> {
            sequence(first: cmark_node_first_child(pointer)) { cmark_node_next($0) }
                .lazy
                .prefix { $0 != nil }
                .compactMap { $0.map { Node($0, allowance) } }
        }

        func blocks(depth: Int) -> [MarkdownBlock] {
            guard depth <= MarkdownReader.maxDepth else { return flattened() }
            var blocks: [MarkdownBlock] = []
            for child in children { blocks += child.block(depth: depth) }
            return blocks
        }

        private func block(depth: Int) -> [MarkdownBlock] {
            switch type {
            case CMARK_NODE_PARAGRAPH: return [.paragraph(inlines(depth: 1))]
            case CMARK_NODE_HEADING:
                return [.heading(level: Int(cmark_node_get_heading_level(pointer)), inlines(depth: 1))]
            case CMARK_NODE_BLOCK_QUOTE: return [.quote(blocks(depth: depth + 1))]
            case CMARK_NODE_LIST:
                let isOrdered = cmark_node_get_list_type(pointer) == CMARK_ORDERED_LIST
                return [
                    .list(
                        start: isOrdered ? Int(cmark_node_get_list_start(pointer)) : nil,
                        isTight: cmark_node_get_list_tight(pointer) != 0,
                        items: children.map { $0.blocks(depth: depth + 1) }
                    )
                ]
            case CMARK_NODE_CODE_BLOCK:
                let language = cmark_node_get_fence_info(pointer).map { String(cString: $0) } ?? ""
                return [.code(literal.withoutLineEnd, language: language.isEmpty ? nil : language)]
            case CMARK_NODE_HTML_BLOCK: return [.paragraph(lines(literal.withoutLineEnd))]
            case CMARK_NODE_THEMATIC_BREAK: return [.rule]
            default: return typeName == "table" ? [.table(table())] : flattened()
            }
        }

        private func table() -> MarkdownTable {
            let columns = Int(cmark_gfm_extensions_get_table_columns(pointer))
            let letters = cmark_gfm_extensions_get_table_alignments(pointer)
            var rows = children.map { row in
                Array(
                    (row.children.map { $0.inlines(depth: 1) } + Array(repeating: [], count: columns)).prefix(columns)
                )
            }
            let header = rows.isEmpty ? [] : rows.removeFirst()
            return MarkdownTable(
                alignments: (0..<columns)
                    .map { column in
                        switch letters?[column] {
                        case UInt8(ascii: "l"): .left
                        case UInt8(ascii: "c"): .center
                        case UInt8(ascii: "r"): .right
                        default: .none
                        }
                    },
                header: header,
                rows: rows
            )
        }

        private func inlines(depth: Int) -> [MarkdownInline] {
            guard depth <= MarkdownReader.maxDepth else { return [.text(gatheredText())] }
            var inlines: [MarkdownInline] = []
            // cmark leaves a text in many small nodes; they are gathered here before they become one.
            var text = ""
            for child in children {
                let inline = child.inline(depth: depth)
                if case .text(let more) = inline {
                    text += more
                    continue
                }
                if !text.isEmpty { inlines.append(.text(text)) }
                text = ""
                inlines.append(inline)
            }
            if !text.isEmpty { inlines.append(.text(text)) }
            return inlines
        }

        private func inline(depth: Int) -> MarkdownInline {
            switch type {
            case CMARK_NODE_TEXT: return .text(literal)
            case CMARK_NODE_HTML_INLINE: return .text(literal.split(separator: "\n").joined(separator: " "))
            case CMARK_NODE_CODE: return .code(literal)
            case CMARK_NODE_SOFTBREAK: return .softBreak
            case CMARK_NODE_LINEBREAK: return .lineBreak
            case CMARK_NODE_EMPH: return .emphasis(inlines(depth: depth + 1))
            case CMARK_NODE_STRONG: return .strong(inlines(depth: depth + 1))
            case CMARK_NODE_LINK: return .link(address: address, inlines(depth: depth + 1))
            case CMARK_NODE_IMAGE: return .image(address: address, description: inlines(depth: depth + 1))
            default:
                return typeName == "strikethrough"
                    ? .strikethrough(inlines(depth: depth + 1)) : .text(gatheredText())
            }
        }

        /// Everything below as one paragraph, without recursion.
        private func flattened() -> [MarkdownBlock] {
            let text = gatheredText()
            return text.isEmpty ? [] : [.paragraph([.text(text)])]
        }

        private func lines(_ text: String) -> [MarkdownInline] {
            Array(
                text.split(separator: "\n", omittingEmptySubsequences: false).map { [.text(String($0))] }
                    .joined(separator: [.lineBreak])
            )
        }

        private func gatheredText() -> String {
            guard let walk = cmark_iter_new(pointer) else { return "" }
            defer { cmark_iter_free(walk) }
            var text = ""
            while true {
                let event = cmark_iter_next(walk)
                guard event != CMARK_EVENT_DONE, let current = cmark_iter_get_node(walk) else { break }
                let node = Node(current, allowance)
                switch (event, node.type) {
                case (CMARK_EVENT_ENTER, CMARK_NODE_SOFTBREAK), (CMARK_EVENT_ENTER, CMARK_NODE_LINEBREAK),
                    (CMARK_EVENT_EXIT, CMARK_NODE_PARAGRAPH), (CMARK_EVENT_EXIT, CMARK_NODE_HEADING):
                    if !text.isEmpty { text += " " }
                case (CMARK_EVENT_ENTER, _):
                    text += node.literal
                default:
                    continue
                }
            }
            while text.utf8.last == UInt8(ascii: " ") { text.removeLast() }
            return text
        }
    }
}

extension String {
    /// Without the one line break that cmark sets after a block's text.
    fileprivate var withoutLineEnd: String { hasSuffix("\n") ? String(dropLast()) : self }
}
