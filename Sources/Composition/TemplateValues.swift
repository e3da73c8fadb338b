// SPDX-License-Identifier: Apache-2.0

import Mustache

/// The values of one rendering, by their full names, each already escaped for where it will stand.
///
/// Escaping belongs to the value and not to the tag: `{{x}}`, `{{{x}}}` and `{{&x}}` say the same, so that no brace
/// can switch it off. What is absent is not in here.
struct TemplateValues {
    enum Value: Hashable {
        case text(String)
        case flag(Bool)
        /// The entries one by one, and joined for readers.
        case list([String], joined: String)
    }

    private var values: [String: Value] = [:]

    subscript(_ name: String) -> Value? { values[name] }

    /// An empty text is no value.
    mutating func set(_ name: String, _ text: String?) {
        if let text, !text.isEmpty { values[name] = .text(text) }
    }

    mutating func set(_ name: String, flag: Bool) { values[name] = .flag(flag) }

    mutating func set(_ name: String, list: [String], joined: String) {
        values[name] = .list(list, joined: joined)
    }

    /// The same for the Mustache library.
    var tree: any MustacheParent {
        var root = Branch(text: nil)
        for (name, value) in values { root.insert(value, at: name.split(separator: ".")[...]) }
        return root
    }

    /// A value with others below it: `phase`, and `phase.resolved`.
    private struct Branch: MustacheParent, MustacheCustomRenderable {
        var text: String?
        var branches: [String: Branch] = [:]
        var leaves: [String: any Sendable] = [:]

        var renderText: String { text ?? "" }
        var isNull: Bool { text == nil }

        func child(named name: String) -> Any? { branches[name] ?? leaves[name] }

        mutating func insert(_ value: Value, at path: ArraySlice<Substring>) {
            guard let first = path.first.map(String.init) else { return }
            guard path.count == 1 else {
                branches[first, default: Branch(text: nil)].insert(value, at: path.dropFirst())
                return
            }
            switch value {
            case .text(let text): branches[first, default: Branch(text: nil)].text = text
            case .flag(let flag): leaves[first] = flag
            case .list(let entries, let joined): leaves[first] = Entries(entries: entries, joined: joined)
            }
        }
    }

    /// A list that is walked in a block and joined as a value.
    private struct Entries: MustacheSequence, MustacheParent, MustacheCustomRenderable, Sendable {
        let entries: [String]
        let joined: String

        var renderText: String { joined }
        var isNull: Bool { entries.isEmpty }

        /// Nothing: without this the library would look into the structure itself.
        func child(named name: String) -> Any? { nil }

        func makeIterator() -> IndexingIterator<[Branch]> {
            entries.map { Branch(text: $0) }.makeIterator()
        }
    }
}
