// SPDX-License-Identifier: Apache-2.0

import ChannelKit

/// A part of a card, as Adaptive Cards 1.4 have it.
struct TeamsElement: Codable, Hashable, Sendable {
    struct Fact: Codable, Hashable, Sendable {
        var title: String
        var value: String
    }

    var type: String
    var text: String?
    var wrap: Bool?
    var size: String?
    var weight: String?
    var color: String?
    var spacing: String?
    var fontType: String?
    var facts: [Fact]?
    var items: [TeamsElement]?
    var style: String?

    static func text(_ text: String) -> TeamsElement { TeamsElement(type: "TextBlock", text: text, wrap: true) }

    static func heading(_ text: String) -> TeamsElement {
        TeamsElement(type: "TextBlock", text: text, wrap: true, weight: "Bolder", spacing: "Medium")
    }

    static func facts(_ facts: [Fact]) -> TeamsElement { TeamsElement(type: "FactSet", facts: facts) }

    /// A block of Markdown, each kind as cards can show it.
    static func element(_ block: MarkdownBlock) -> TeamsElement? {
        switch block {
        case .list:
            return .text([block.tightened].written(in: TeamsDialect(inList: true)))
        case .code(let code, let language):
            var element = TeamsElement.text(TeamsDialect().codeBlock(code, language: language))
            element.fontType = "Monospace"
            return element
        case .quote(let blocks):
            let items = blocks.compactMap { element($0) }
            return items.isEmpty ? nil : TeamsElement(type: "Container", items: items, style: "emphasis")
        case .paragraph, .heading, .table, .rule:
            let text = [block].written(in: TeamsDialect())
            return text.allSatisfy(\.isWhitespace) ? nil : .text(text)
        }
    }
}

extension MarkdownBlock {
    /// A list without the empty lines that would indent its entries.
    fileprivate var tightened: MarkdownBlock {
        guard case .list(let start, _, let items) = self else { return self }
        return .list(start: start, isTight: true, items: items.map { $0.map(\.tightened) })
    }
}
