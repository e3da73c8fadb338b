// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Testing

/// Reading YAML.
struct YAMLDocumentTests {
    private func yaml(_ text: String) throws -> Document { try Document.yaml(text, file: "belfry.yaml") }

    @Test(
        arguments: [
            ("x", .string("x")), ("12", .integer(12)), ("-3", .integer(-3)), ("1.5", .number(1.5)),
            ("true", .boolean(true)),
            ("False", .boolean(false)), ("yes", .string("yes")), ("on", .string("on")), ("~", .null), ("null", .null),
            ("", .null), ("20m", .string("20m")), ("2026-11-21", .string("2026-11-21")), ("1.2.3", .string("1.2.3")),
            ("\"12\"", .string("12")), ("'true'", .string("true")), ("\"null\"", .string("null")), ("''", .string("")),
            (".nan", .string(".nan")), (".inf", .string(".inf")), ("-inf", .string("-inf")), ("-nan", .string("-nan")),
            ("1e999", .string("1e999")), ("99999999999999999999", .number(1e20)), ("|\n  1\n", .string("1\n")),
            ("[1, a]", .list([Document(.integer(1), line: 1), Document(.string("a"), line: 1)])),
        ] as [(String, Document.Content)]
    )
    func `a scalar is what it looks like unless it is quoted`(text: String, content: Document.Content) throws {
        #expect(try yaml("key: \(text)")["key"]?.content == content)
    }

    @Test func `keys and values know their lines`() throws {
        let document = try yaml("# first\nhub:\n  listen: here\n\nlist:\n  - one\n  - { two: 2,\n      three: 3 }\n")
        guard case .object(let entries) = document.content else { return #expect(Bool(false), "no object") }
        #expect(entries.map(\.key) == ["hub", "list"])
        #expect(entries.map(\.line) == [2, 5])
        #expect(document.at("hub/listen")?.line == 3)
        #expect(document.at("list")?.line == 6)
        #expect(document.at("list/0")?.line == 6)
        #expect(document.at("list/1/three")?.line == 8)
    }

    @Test(arguments: ["", "\n\n", "# nothing\n"]) func `an empty file is an empty object`(text: String) throws {
        #expect(try yaml(text).content == .object([]))
    }

    @Test(arguments: [
        ("a: 1\nb: [1, 2\nc: 3\n", "belfry.yaml:3"), ("a: 1\n\tb: 2\n", "belfry.yaml:2"),
        ("a: \"open\n", "belfry.yaml:2"),
        ("a: 1\n---\nb: 2\n", "belfry.yaml:2"), ("a: *nobody\n", "belfry.yaml:1"), ("a: b: c\n", "belfry.yaml:1"),
        ("a: {\n", "belfry.yaml:2"),
    ])
    func `what is not YAML is refused with its line`(text: String, place: String) throws {
        let fault = try #require(throws: Fault.self) { try yaml(text) }
        #expect(fault.code == .configurationSyntax)
        #expect(fault.context["where"] == place, "\(fault)")
    }

    @Test func `a key that is given twice is refused by name and line`() throws {
        let fault = try #require(throws: Fault.self) { try yaml("hub:\n  listen: a\n  data: b\n  listen: c\n") }
        #expect(fault.message.contains("“listen” is given twice"))
        #expect(fault.context["where"]?.hasPrefix("belfry.yaml:") == true)
    }

    @Test func `an anchor stands for what it names`() throws {
        let document = try yaml("a: &one { x: 1 }\nb: *one\n")
        #expect(document.integer("b/x") == 1)
    }

    @Test func `anchors that multiply without end are refused`() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...8 {
            let items = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(items)]\n"
        }
        let fault = try #require(throws: Fault.self) { try yaml(text) }
        #expect(fault.code == .configurationSyntax)
    }

    @Test(arguments: ["[", "{a: ", "- "]) func `nesting without end is refused or read, and nothing else`(
        opening: String
    ) {
        let text = String(repeating: opening, count: 20_000)
        do throws(Fault) { _ = try Document.yaml(text, file: "f") } catch {
            #expect(error.code == .configurationSyntax)
        }
    }

    @Test func `hostile text is read or refused, and nothing else`() {
        var generator = SeededGenerator(seed: 23)
        let alphabet = Array("{}[]\"',:&*!|>%@`#?- \n\ta1~.<é\u{0}\u{7F}\u{85}\u{FEFF}😀")
        for _ in 0..<10_000 {
            let text = String(
                (0..<Int.random(in: 0..<30, using: &generator))
                    .compactMap { _ in alphabet.randomElement(using: &generator) }
            )
            do throws(Fault) {
                #expect(!(try Document.yaml(text, file: "f")).kind.isEmpty)
            } catch {
                #expect(error.code == .configurationSyntax)
            }
        }
    }
}
