// SPDX-License-Identifier: Apache-2.0

/// A piece of Mustache read into its parts, each with the line of the file it stands on.
indirect enum TemplatePart: Hashable, Sendable {
    /// Text as it stands, by its length in bytes.
    case text(Int)
    /// - isTarget: whether it stands where a link points: `](` or `<` is right before it.
    case value(name: String, line: Int, isTarget: Bool)
    /// `{{#name}}…{{/name}}`, or `{{^name}}…{{/name}}` where inverted.
    case block(name: String, isInverted: Bool, line: Int, parts: [TemplatePart])
}

/// Reads the tags of a piece of Mustache, checks that they balance, and refuses what templates may not do: partials,
/// inheritance, lambdas, transforms and changed delimiters.
///
/// Rendering is the Mustache library's; this reading exists because the library knows no strictness, no line numbers
/// after parsing, and no limits.
struct TagScanner {
    struct Problem {
        let rule: TemplateRule
        let line: Int
        let message: String
    }

    /// Blocks in blocks.
    static let deepestNesting = 8

    private struct OpenBlock {
        let name: String
        let isInverted: Bool
        let line: Int
        var parts: [TemplatePart] = []
    }

    private let bytes: [UInt8]
    private let lineOf: (_ tag: String, _ breaksBefore: Int) -> Int
    private var position = 0
    private var breaks = 0
    private var open: [OpenBlock] = []
    private var outermost: [TemplatePart] = []
    private(set) var problems: [Problem] = []

    /// `lineOf` tells the file's line for a tag, given the line breaks before it.
    init(_ text: String, lineOf: @escaping (_ tag: String, _ breaksBefore: Int) -> Int) {
        self.bytes = Array(text.utf8)
        self.lineOf = lineOf
    }

    mutating func scan() -> [TemplatePart] {
        while let start = find("{{", from: position, to: bytes.count) {
            append(textTo: start)
            readTag(at: start)
        }
        append(textTo: bytes.count)
        for block in open {
            add(
                .unbalanced,
                block.line,
                "“{{\(block.isInverted ? "^" : "#")\(block.name)}}” is not closed: “{{/\(block.name)}}” must come before "
                    + "the section's end."
            )
        }
        while let block = open.popLast() { close(block) }
        return outermost
    }

    private mutating func readTag(at start: Int) {
        let isTriple = byte(start + 2) == UInt8(ascii: "{")
        let inside = start + (isTriple ? 3 : 2)
        let isComment = !isTriple && byte(inside) == UInt8(ascii: "!")
        let limit = isComment ? bytes.count : bytes[inside...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        let closer = isTriple ? "}}}" : "}}"
        guard let end = find(closer, from: inside, to: limit) else {
            let text = String(decoding: bytes[start..<min(limit, start + 40)], as: UTF8.self)
            add(.unbalanced, lineOf(text, breaks), "“\(text)” is not closed with “\(closer)” on its line.")
            position = inside
            return
        }
        let past = end + closer.utf8.count
        let tag = String(decoding: bytes[start..<past], as: UTF8.self)
        let line = lineOf(tag, breaks)
        defer {
            breaks += bytes[start..<past].count { $0 == UInt8(ascii: "\n") }
            position = past
        }
        guard !isComment else { return }
        let content = String(decoding: bytes[inside..<end], as: UTF8.self)
        let isTarget = ["](", "](<", "<"].contains { bytes[..<start].suffix($0.utf8.count).elementsEqual($0.utf8) }
        guard !isTriple, let sigil = content.first, "#^/&><$=%*".contains(sigil) else {
            return readName(content, of: tag, line: line) { name in .value(name: name, line: line, isTarget: isTarget) }
        }
        let rest = String(content.dropFirst())
        switch sigil {
        case "&": readName(rest, of: tag, line: line) { name in .value(name: name, line: line, isTarget: isTarget) }
        case "#", "^": openBlock(rest, isInverted: sigil == "^", tag: tag, line: line)
        case "/": closeBlock(rest, tag: tag, line: line)
        default:
            add(.unsupportedTag, line, "“\(tag)” is not supported: values, blocks and comments are.")
        }
    }

    private mutating func readName(_ text: String, of tag: String, line: Int, _ part: (String) -> TemplatePart) {
        guard let name = name(text, of: tag, line: line) else { return }
        append(part(name))
    }

    private mutating func openBlock(_ text: String, isInverted: Bool, tag: String, line: Int) {
        guard let name = name(text, of: tag, line: line) else { return }
        if open.count == TagScanner.deepestNesting {
            add(.unsupportedTag, line, "Blocks are nested more than \(TagScanner.deepestNesting) deep.")
        }
        open.append(OpenBlock(name: name, isInverted: isInverted, line: line))
    }

    private mutating func closeBlock(_ text: String, tag: String, line: Int) {
        guard let name = name(text, of: tag, line: line) else { return }
        guard let match = open.lastIndex(where: { $0.name == name }) else {
            add(.unbalanced, line, "“\(tag)” closes a block that was not opened in this section.")
            return
        }
        while open.count > match + 1, let inner = open.popLast() {
            add(.unbalanced, inner.line, "“\(inner.name)” is opened here and not closed before “\(tag)”.")
            close(inner)
        }
        if let block = open.popLast() { close(block) }
    }

    private mutating func close(_ block: OpenBlock) {
        append(.block(name: block.name, isInverted: block.isInverted, line: block.line, parts: block.parts))
    }

    private mutating func name(_ text: String, of tag: String, line: Int) -> String? {
        let name = String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        let isName = name.split(separator: ".", omittingEmptySubsequences: false)
            .allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { byte in
                        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
                    }
            }
        guard isName || name == "." else {
            add(.unsupportedTag, line, "“\(tag.prefix(60))” is not the name of a variable.")
            return nil
        }
        return name
    }

    private mutating func append(textTo end: Int) {
        guard end > position else { return }
        append(.text(end - position))
        breaks += bytes[position..<end].count { $0 == UInt8(ascii: "\n") }
        position = end
    }

    private mutating func append(_ part: TemplatePart) {
        if open.isEmpty { outermost.append(part) } else { open[open.count - 1].parts.append(part) }
    }

    private mutating func add(_ rule: TemplateRule, _ line: Int, _ message: String) {
        problems.append(Problem(rule: rule, line: line, message: message))
    }

    private func byte(_ index: Int) -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private func find(_ pattern: String, from start: Int, to end: Int) -> Int? {
        let pattern = Array(pattern.utf8)
        guard start + pattern.count <= end else { return nil }
        return (start...(end - pattern.count)).first { bytes[$0..<$0 + pattern.count].elementsEqual(pattern) }
    }
}
