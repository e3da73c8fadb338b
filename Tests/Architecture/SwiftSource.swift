// SPDX-License-Identifier: Apache-2.0

/// One Swift file of the repository.
struct SwiftSource {
    /// From the repository's root, such as `Sources/Outbox/Lane.swift`.
    let path: String
    let text: String

    /// ``text`` without comments and strings.
    let code: String

    init(path: String, text: String) {
        self.path = path
        self.text = text
        self.code = SourceText.code(of: text)
    }

    /// The folder right under `Sources`, `Plugins` or `Tests`.
    var module: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// The imported modules, each with its line; `import struct A.B` counts as `A`.
    var imports: [(module: String, line: Int)] {
        lines.compactMap { line, number in
            let words = line.split { $0 == " " || $0 == "\t" || $0 == ";" }
            guard let place = words.firstIndex(of: "import") else { return nil }
            guard words[..<place].allSatisfy({ $0.hasPrefix("@") || Self.accessLevels.contains(String($0)) }) else {
                return nil
            }
            var rest = words[(place + 1)...]
            if let kind = rest.first, Self.importKinds.contains(String(kind)) { rest = rest.dropFirst() }
            return rest.first.map { (String($0.prefix { $0 != "." }), number) }
        }
    }

    /// The types that the file declares, nested ones included, each with its line.
    var declaredTypes: [(name: String, line: Int)] {
        lines.flatMap { line, number in
            let words = line.split { !($0.isLetter || $0.isNumber || $0 == "_") }
            return zip(words, words.dropFirst())
                .filter { keyword, name in
                    Self.typeKeywords.contains(String(keyword)) && name.first?.isUppercase == true
                }
                .map { (String($1), number) }
        }
    }

    /// The lines of the code that hold `word`, which starts no later than a name would.
    func lines(holding word: String) -> [Int] {
        lines.filter { line, _ in
            line.ranges(of: word)
                .contains { range in
                    guard range.lowerBound > line.startIndex, word.first?.isLetter == true else { return true }
                    let before = line[line.index(before: range.lowerBound)]
                    return !(before.isLetter || before.isNumber || before == "_")
                }
        }
        .map(\.number)
    }

    private var lines: [(text: Substring, number: Int)] {
        code.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { ($1, $0 + 1) }
    }

    private static let accessLevels: Set<String> = ["public", "package", "internal", "fileprivate", "private"]
    private static let importKinds: Set<String> = [
        "struct", "class", "enum", "protocol", "typealias", "func", "let", "var",
    ]
    private static let typeKeywords: Set<String> = ["struct", "class", "enum", "actor", "protocol", "typealias"]
}
