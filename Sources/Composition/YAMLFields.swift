// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Yams

/// Reads one YAML mapping key by key and writes down everything that is wrong with it, where it stands.
struct YAMLFields {
    let file: String
    /// How many lines of the file come before the YAML.
    let offset: Int
    /// The line on which the mapping starts.
    let line: Int
    private(set) var findings: [Finding] = []
    private var entries: [(key: String, line: Int, value: Node)] = []

    /// Reads a document that is a mapping; anything else leaves the fields empty and a finding.
    init(yaml: String, file: String, offset: Int = 0) {
        self.file = file
        self.offset = offset
        self.line = offset + 1
        do {
            guard let node = try Yams.compose(yaml: yaml) else { return }
            take(node)
        } catch let error as YamlError {
            let (line, problem) = YAMLFields.explain(error, in: yaml)
            add(.syntax, "This is not YAML: \(problem).", line: line.map { $0 + offset } ?? self.line)
        } catch {
            add(.syntax, "This is not YAML.", line: self.line)
        }
    }

    init(_ node: Node, file: String, offset: Int) {
        self.file = file
        self.offset = offset
        self.line = offset + (node.mark?.line ?? 1)
        take(node)
    }

    var keys: [(key: String, line: Int, value: Node)] { entries }

    func line(of node: Node) -> Int { offset + (node.mark?.line ?? 1) }

    mutating func add(_ rule: TemplateRule, _ message: String, line: Int, suggestion: String? = nil) {
        findings.append(rule.finding(message, file: file, line: line, suggestion: suggestion))
    }

    mutating func add(_ others: [Finding]) { findings += others }

    /// Writes down every key that is not one of `known`.
    mutating func expect(only known: [String]) {
        for entry in entries where !known.contains(entry.key) {
            add(
                .unknownKey,
                "“\(entry.key)” is not a key here; known are \(known.joined(separator: ", ")).",
                line: entry.line,
                suggestion: NearestName.of(entry.key, in: known)
            )
        }
    }

    func node(_ key: String) -> (value: Node, line: Int)? {
        entries.first { $0.key == key }.map { ($0.value, $0.line) }
    }

    /// A text that is not empty; a finding where it is missing and required, or is no text.
    mutating func string(_ key: String, required: Bool = false) -> (text: String, line: Int)? {
        guard let (value, line) = node(key) else {
            if required { add(.missingKey, "“\(key)” is missing.", line: self.line) }
            return nil
        }
        guard let text = value.scalar?.string, text.contains(where: { !$0.isWhitespace }) else {
            add(.invalidValue, "“\(key)” must be a text.", line: line)
            return nil
        }
        return (text, line)
    }

    /// A list of texts, each read by `parse`; a finding for each that cannot be, with the nearest of `known`.
    mutating func list<Element>(
        _ key: String,
        of what: String,
        known: [String] = [],
        _ parse: (String) -> Element?
    ) -> [Element] {
        guard let (value, line) = node(key) else { return [] }
        guard let items = value.sequence else {
            add(.invalidValue, "“\(key)” must be a list, such as [a, b].", line: line)
            return []
        }
        var elements: [Element] = []
        for item in items {
            let text = item.scalar?.string
            if let text, let element = parse(text) {
                elements.append(element)
            } else {
                let choice = known.isEmpty ? "" : "; known are \(known.joined(separator: ", "))"
                add(
                    .invalidValue,
                    "“\(text?.prefix(80) ?? "…")” is not \(what)\(choice).",
                    line: self.line(of: item),
                    suggestion: text.flatMap { NearestName.of($0, in: known) }
                )
            }
        }
        return elements
    }

    private mutating func take(_ node: Node) {
        guard let mapping = node.mapping else {
            add(.syntax, "Keys and values are expected here, such as “title: …”.", line: line(of: node))
            return
        }
        entries = mapping.map { pair in
            (pair.key.scalar?.string ?? "", line(of: pair.key), pair.value)
        }
    }

    private static func explain(_ error: YamlError, in yaml: String) -> (line: Int?, problem: String) {
        switch error {
        // A text that lacks its closing quote is found out at the end of the file; its beginning helps more.
        case .scanner(let context?, let problem, _, _) where context.text.contains("quoted scalar"):
            (context.mark.line, problem)
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark.line, problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            (
                secondLine(of: duplicates, in: yaml, from: context.mark.line) ?? context.mark.line,
                "“\(duplicates.sorted().joined(separator: "”, “"))” is given twice"
            )
        case .reader(let problem, _, _, _): (nil, problem)
        default: (nil, "it cannot be read")
        }
    }

    /// The parser tells where the mapping starts; this tells where one of its keys comes for the second time.
    private static func secondLine(of keys: [String], in yaml: String, from start: Int) -> Int? {
        let lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
        let found = lines.indices.dropFirst(start - 1)
            .filter { index in
                keys.contains { lines[index].drop { $0 == " " }.hasPrefix("\($0):") }
            }
        return found.count > 1 ? found[1] + 1 : nil
    }
}
