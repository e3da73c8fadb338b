// SPDX-License-Identifier: Apache-2.0

/// What `Package.swift` declares, read from its text: the targets are data there, one call each.
struct Manifest {
    struct Target: Hashable {
        let name: String
        /// Names of our own targets.
        let own: Set<String>
        /// Names of other packages' products.
        let libraries: Set<String>
    }

    enum Failure: Error { case notUnderstood(String) }

    let modules: [Target]
    let plugins: [Target]
    let tests: [Target]
    let programs: [Target]
    let systemLibraries: [Target]

    /// - Throws: ``Failure`` for a target that is not written as expected.
    init(_ text: String) throws {
        let code = SourceText.withoutComments(text)
        let products = Self.products(in: code)
        func targets(_ call: String) throws -> [Target] {
            try Self.bodies(of: call, in: code).map { try Self.target($0, products: products) }
        }
        self.modules = try targets("module(")
        let shared = Self.sharedByPlugins(in: code)
        self.plugins = try targets("plugin(")
            .map { Target(name: $0.name, own: $0.own.union(shared), libraries: $0.libraries) }
        self.tests = try targets("tests(")
        self.programs = try targets(".executableTarget(")
        self.systemLibraries = try targets(".systemLibrary(")
    }

    subscript(_ name: String) -> Target? { (modules + plugins + programs).first { $0.name == name } }

    /// `let yams = Target.Dependency.product(name: "Yams", package: "Yams")`, by the constant's name.
    private static func products(in code: String) -> [String: String] {
        let pairs = code.split(separator: "\n")
            .compactMap { line -> (String, String)? in
                guard line.contains("Target.Dependency.product("), let name = literals(in: line).first else {
                    return nil
                }
                let words = line.split(separator: " ")
                guard words.first == "let", words.count > 1 else { return nil }
                return (String(words[1]), name)
            }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The targets that the manifest's function for plugins gives to each of them.
    private static func sharedByPlugins(in code: String) -> Set<String> {
        guard let function = code.firstRange(of: "func plugin("),
            let list = code[function.upperBound...].firstRange(of: "dependencies: [\"")
        else { return [] }
        let start = code.index(before: list.upperBound)
        return Set(literals(in: balanced(code[start...], open: "[", close: "]")))
    }

    /// What stands between the parentheses of each call; the declaration of the function itself is left out.
    private static func bodies(of call: String, in code: String) -> [Substring] {
        code.ranges(of: call)
            .compactMap { range in
                let before = code[..<range.lowerBound]
                if before.hasSuffix("func ") { return nil }
                if !call.hasPrefix("."), let last = before.last, last.isLetter || last == "." { return nil }
                return balanced(code[range.upperBound...], open: "(", close: ")")
            }
    }

    private static func target(_ body: Substring, products: [String: String]) throws -> Target {
        guard let name = literals(in: body).first else { throw Failure.notUnderstood(String(body)) }
        // Only functions of the manifest itself pass a name on; its targets give a literal.
        guard !body.contains("\\(") else { return Target(name: name, own: [], libraries: []) }
        var own: Set<String> = []
        var libraries: Set<String> = []
        for item in dependencies(in: body) {
            if let literal = literals(in: item).first {
                own.insert(literal)
            } else if let product = products[String(item)] {
                libraries.insert(product)
            } else {
                throw Failure.notUnderstood("\(name): \(item)")
            }
        }
        return Target(name: name, own: own, libraries: libraries)
    }

    /// The items of the list that is the second argument, or the one named `dependencies`.
    private static func dependencies(in body: Substring) -> [Substring] {
        guard let bracket = body.firstIndex(of: "[") else { return [] }
        let before = body[..<bracket].split(separator: ",", omittingEmptySubsequences: false).last ?? ""
        let label = before.filter { !$0.isWhitespace }
        guard label.isEmpty || label == "dependencies:" else { return [] }
        return balanced(body[body.index(after: bracket)...], open: "[", close: "]")
            .split(separator: ",")
            .map { item in
                item.drop { $0.isWhitespace }.prefix { !$0.isWhitespace }
            }
            .filter { !$0.isEmpty }
    }

    private static func balanced(_ text: Substring, open: Character, close: Character) -> Substring {
        var depth = 1
        let end = text.indices.first { index in
            if text[index] == open { depth += 1 }
            if text[index] == close { depth -= 1 }
            return depth == 0
        }
        return text[..<(end ?? text.endIndex)]
    }

    private static func literals(in text: Substring) -> [String] {
        text.split(separator: "\"", omittingEmptySubsequences: false)
            .enumerated()
            .filter { $0.offset % 2 == 1 }
            .map { String($0.element) }
    }
}
