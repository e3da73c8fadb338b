// SPDX-License-Identifier: Apache-2.0

import Testing

@Suite struct SourceRuleTests {
    @Test(arguments: ["Sources", "Plugins", "Tests"])
    func `every Swift file keeps the house rules`(folder: String) throws {
        let sources = try Repository.sources(in: [folder])
        #expect(!sources.isEmpty)
        #expect(sources.flatMap(SourceRules.violations) == [])
    }

    @Test(arguments: [
        ("let a = try! b()", "try! is not used here"),
        ("let a = b as! C", "as! is not used here"),
        ("fatalError(\"no\")", "fatalError( is not used here"),
        ("let a = URLSession.shared", "URLSession is not used here"),
        ("let a = ISO8601DateFormatter() ; let b = DateFormatter()", "DateFormatter( is not used here"),
        ("let a = try NSRegularExpression(pattern: b)", "NSRegularExpression is not used here"),
        ("let a = String(format: \"%d\", 1)", "String(format: is not used here"),
        ("struct Outbox {}", "Outbox is named like its module"),
    ])
    func `a line that breaks a rule is reported with its place`(line: String, reason: String) {
        let source = SwiftSource(path: "Sources/Outbox/A.swift", text: "\(SourceRules.header)\n\n\(line)\n")
        let found = SourceRules.violations(of: source)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("Sources/Outbox/A.swift:3: \(reason)") == true)
    }

    @Test(arguments: [
        "@testable import Outbox", "import XCTest", "try await Task.sleep(for: .seconds(1))", "usleep(5)",
    ])
    func `a line that no test should have is reported`(line: String) {
        let source = SwiftSource(path: "Tests/Outbox/A.swift", text: "\(SourceRules.header)\n\n\(line)\n")
        #expect(SourceRules.violations(of: source).count == 1)
    }

    @Test(arguments: [
        "// try! is a word in a comment", "let a = \"fatalError(\"", "let alias = has!", "struct OutboxStore {}",
        "extension Outbox {}", "let a = MyDateFormatter()",
    ])
    func `a line that only looks so is not reported`(line: String) {
        let source = SwiftSource(path: "Sources/Outbox/A.swift", text: "\(SourceRules.header)\n\n\(line)\n")
        #expect(SourceRules.violations(of: source) == [])
    }

    @Test func `a file without its license line is reported`() {
        let source = SwiftSource(path: "Plugins/Email/A.swift", text: "import ChannelKit\n")
        #expect(SourceRules.violations(of: source).count == 1)
    }

    @Test(arguments: [(SourceRules.longestFile, 0), (SourceRules.longestFile + 1, 1)])
    func `a file is reported from the first line too many`(lines: Int, violations: Int) {
        let text = SourceRules.header + String(repeating: "\n//", count: lines - 1) + "\n"
        #expect(SourceRules.violations(of: SwiftSource(path: "Sources/Outbox/A.swift", text: text)).count == violations)
    }
}
