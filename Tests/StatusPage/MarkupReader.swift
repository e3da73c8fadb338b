// SPDX-License-Identifier: Apache-2.0

/// Reads markup as strictly as XML is read, to find what is wrong with it and what is in it.
struct MarkupReader {
    struct Element {
        var name: String
        var attributes: [String: String]
        /// The text directly in it, with entities as they stand.
        var text = ""
    }

    /// In the order of their beginnings.
    private(set) var elements: [Element] = []
    private(set) var flaws: [String] = []

    /// Here `isHTML` allows what has no end in HTML, and attributes without a value.
    init(_ text: String, isHTML: Bool) {
        let empty: Set = isHTML ? ["meta", "link", "hr", "br", "!doctype"] : []
        var open: [Int] = []
        for scalar in text.unicodeScalars where scalar.value < 0x20 && !"\n\t".unicodeScalars.contains(scalar) {
            flaws.append("the character \(scalar.value)")
        }
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            add(rest[..<start], to: open.last)
            rest = rest[start...].dropFirst()
            guard let end = rest.firstIndex(of: ">") else {
                flaws.append("a tag without its end")
                return
            }
            let tag = rest[..<end]
            rest = rest[end...].dropFirst()
            if tag.hasPrefix("?") { continue }
            if tag.hasPrefix("/") {
                let name = tag.dropFirst()
                guard let last = open.popLast(), elements[last].name == name else {
                    flaws.append("“</\(name)>” ends what is not open")
                    continue
                }
                continue
            }
            let name = tag.prefix { $0 != " " && $0 != "/" && $0 != "\n" }
            elements.append(Element(name: String(name), attributes: attributes(tag.dropFirst(name.count), isHTML)))
            if !tag.hasSuffix("/"), !empty.contains(String(name)) { open.append(elements.count - 1) }
        }
        add(rest, to: open.last)
        for index in open { flaws.append("“<\(elements[index].name)>” is not ended") }
    }

    private mutating func add(_ text: Substring, to index: Int?) {
        guard let index else { return }
        elements[index].text += text
        for part in text.split(separator: "&", omittingEmptySubsequences: false).dropFirst() {
            let name = part.prefix { $0 != ";" }
            if !["amp", "lt", "gt", "quot", "#39"].contains(name) { flaws.append("the entity “&\(name.prefix(12))”") }
        }
    }

    private mutating func attributes(_ text: Substring, _ isHTML: Bool) -> [String: String] {
        var found: [String: String] = [:]
        var rest = text
        while true {
            rest = rest.drop { $0 == " " || $0 == "\n" }
            guard let first = rest.first, first != "/" else { return found }
            let name = rest.prefix { $0 != "=" && $0 != " " && $0 != "/" }
            rest = rest.dropFirst(name.count)
            guard rest.hasPrefix("=\"") else {
                if !isHTML { flaws.append("“\(name)” without a value") }
                found[String(name)] = ""
                continue
            }
            let value = rest.dropFirst(2).prefix { $0 != "\"" }
            rest = rest.dropFirst(2 + value.count)
            guard rest.hasPrefix("\"") else {
                flaws.append("“\(name)” without its end")
                return found
            }
            rest = rest.dropFirst()
            if found.updateValue(String(value), forKey: String(name)) != nil { flaws.append("“\(name)” twice") }
        }
    }

    func named(_ name: String) -> [Element] { elements.filter { $0.name == name } }
}
