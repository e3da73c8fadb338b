// SPDX-License-Identifier: Apache-2.0

import HubCore

/// Writing request bodies, and reading answers, without a type for each.
extension Document {
    static func text(_ text: String) -> Document { Document(.string(text)) }

    static func texts(_ texts: [String]) -> Document { Document(.list(texts.map { .text($0) })) }

    /// An object of the pairs whose value is not nil.
    static func object(_ pairs: [(String, Document?)]) -> Document {
        Document(.object(pairs.compactMap { key, value in value.map { Entry(key: key, line: nil, value: $0) } }))
    }

    var string: String? {
        guard case .string(let text) = content else { return nil }
        return text
    }

    var items: [Document] {
        guard case .list(let items) = content else { return [] }
        return items
    }

    var entries: [(key: String, value: Document)] {
        guard case .object(let entries) = content else { return [] }
        return entries.map { ($0.key, $0.value) }
    }

    /// For a cell of a table.
    var plain: String {
        switch content {
        case .null: "–"
        case .boolean(let boolean): boolean ? "yes" : "no"
        case .integer(let integer): String(integer)
        case .number(let number): String(number)
        case .string(let string): string
        case .list(let items): items.map(\.plain).joined(separator: ", ")
        case .object(let entries): entries.map { "\($0.key) \($0.value.plain)" }.joined(separator: ", ")
        }
    }
}
