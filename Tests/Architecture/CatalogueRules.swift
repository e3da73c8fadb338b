// SPDX-License-Identifier: Apache-2.0

import Announcement
import Yams

/// What `Config/faults.yaml` must be: every fault code once, explained.
enum CatalogueRules {
    private static let keys = ["code", "type", "title", "meaning", "action"]

    /// Everything that is wrong with the catalogue's text, `codes` being what the program can report.
    static func violations(inCatalogue text: String, codes: [FaultCode] = FaultCode.allCases) throws -> [String] {
        let entries = try compose(yaml: text)?["faults"]?.sequence.map(Array.init) ?? []
        var found: [String] = []
        var seen: [String: Int] = [:]
        for entry in entries {
            let name = entry["code"]?.string ?? "an entry without a code"
            seen[name, default: 0] += 1
            found += violations(of: entry, name: name, code: codes.first { $0.rawValue == name })
        }
        for (name, count) in seen.sorted(by: { $0.key < $1.key }) where count > 1 {
            found.append("\(name) is explained \(count) times")
        }
        for code in codes where seen[code.rawValue] == nil { found.append("\(code.rawValue) is not explained") }
        return found
    }

    private static func violations(of entry: Node, name: String, code: FaultCode?) -> [String] {
        guard let code else { return ["\(name) is no fault code of the program"] }
        var found: [String] = []
        let given = entry.mapping?.keys.compactMap(\.string) ?? []
        for key in given where !keys.contains(key) { found.append("\(name): “\(key)” is not a key of an entry") }
        func text(_ key: String) -> String { entry[key]?.string ?? "" }
        if text("type") != code.errorType { found.append("\(name): the type is not \(code.errorType)") }
        if !(3...60).contains(text("title").count) || text("title").hasSuffix(".") {
            found.append("\(name): the title is not a short line without a full stop")
        }
        if !(2...5).contains(sentences(in: text("meaning"))) {
            found.append("\(name): the meaning is not two to five sentences")
        }
        if !(1...2).contains(sentences(in: text("action"))) {
            found.append("\(name): the action is not one or two sentences")
        }
        return found
    }

    /// How often a full stop, question mark or exclamation mark ends a word; 0 where the text ends otherwise.
    private static func sentences(in text: String) -> Int {
        let ends: Set<Character> = [".", "?", "!"]
        guard let last = text.last, ends.contains(last) else { return 0 }
        return text.split(separator: " ").filter { $0.last.map(ends.contains) ?? false }.count
    }
}
