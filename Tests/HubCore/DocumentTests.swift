// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Testing

/// Reading JSON.
struct DocumentTests {
    @Test(
        arguments: [
            ("null", .null), ("true", .boolean(true)), ("false", .boolean(false)), ("0", .integer(0)),
            ("-7", .integer(-7)), ("9223372036854775807", .integer(.max)), ("1.5", .number(1.5)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1e3", .integer(1_000)), ("1.0", .integer(1)),
            ("-0", .integer(0)),
            ("-9223372036854775808", .integer(.min)), ("1E-2", .number(0.01)), (" \t\r\n[ ] ", .list([])),
            (#""a""#, .string("a")), (#""1""#, .string("1")), (#""true""#, .string("true")), (#""""#, .string("")),
            (#""\u00e9\n\ud83d\uDE00""#, .string("é\n😀")),
            (#""\"\\\/\b\f\r\t\u0000""#, .string("\"\\/\u{8}\u{C}\r\t\0")), ("[]", .list([])), ("{}", .object([])),
            ("[1,[null]]", .list([Document(.integer(1)), Document(.list([Document(.null)]))])),
        ] as [(String, Document.Content)]
    )
    func `every kind of value is read as what it is`(text: String, content: Document.Content) throws {
        #expect(try json(text).content == content)
    }

    @Test func `an object's entries are found by their keys and written in the keys' order`() throws {
        let document = try json(#"{"b": {"c": [10, 20]}, "a": "x"}"#)
        #expect(document.text("a") == "x")
        #expect(document.integer("b/c/1") == 20)
        #expect(document["z"] == nil)
        #expect(String(decoding: try JSONText.encode(document), as: UTF8.self) == #"{"a":"x","b":{"c":[10,20]}}"#)
    }

    @Test(arguments: [
        ("", "a value is expected at line 1, column 1"), ("  \n ", "a value is expected at line 2, column 2"),
        ("{", "a key in double quotes is expected at line 1, column 2"),
        ("{\"a\": 1,\n \"b\": }", "a value is expected at line 2, column 7"),
        ("{\"a\": 1,}", "a key in double quotes is expected at line 1, column 9"),
        ("{\"a\" 1}", "“:” is expected at line 1, column 6"),
        ("{\"a\": 1 \"b\"", "“,” or “}” is expected at line 1, column 9"),
        ("[1,\n2,\n3", "“,” or “]” is expected at line 3, column 2"),
        ("[1,]", "a value is expected at line 1, column 4"),
        ("{'a': 1}", "a key in double quotes is expected at line 1, column 2"),
        ("{a: 1}", "a key in double quotes is expected at line 1, column 2"),
        ("nul", "a value is expected at line 1, column 1"), ("True", "a value is expected at line 1, column 1"),
        ("NaN", "a value is expected at line 1, column 1"), ("[Infinity]", "a value is expected at line 1, column 2"),
        ("[-Infinity]", "a digit is expected at line 1, column 3"), ("[.5]", "a value is expected at line 1, column 2"),
        ("[1.]", "a digit is expected at line 1, column 4"), ("[1e]", "a digit is expected at line 1, column 4"),
        ("[01]", "“,” or “]” is expected at line 1, column 3"), ("+1", "a value is expected at line 1, column 1"),
        ("{} {}", "nothing may follow the value at line 1, column 4"),
        ("[] // x", "nothing may follow the value at line 1, column 4"),
        ("1e400", "the number is too large at line 1, column 1"),
        ("[1, -1e400]", "the number is too large at line 1, column 5"),
        ("[\"é😀\", \"open]", "a string is left open at line 1, column 8"),
        ("\"a\\", "a string is left open at line 1, column 3"),
        ("\"\u{1}\"", "a control character must be escaped at line 1, column 2"),
        ("\"a\nb\"", "a control character must be escaped at line 1, column 3"),
        ("\"\\x\"", "this cannot be escaped at line 1, column 2"),
        ("\"\\u12G4\"", "four hexadecimal digits are expected at line 1, column 2"),
        ("\"\\u12", "four hexadecimal digits are expected at line 1, column 2"),
        ("\"\\ud800\"", "half of a character is escaped at line 1, column 2"),
        ("\"\\ud800\\u0041\"", "half of a character is escaped at line 1, column 2"),
        ("\"\\udc00\"", "half of a character is escaped at line 1, column 2"),
        ("{\"a\": 1,\n\"a\": 2}", "a key is given twice at line 2, column 1"),
    ])
    func `what is not JSON is refused and the place is named`(text: String, words: String) throws {
        let fault = try #require(throws: Fault.self) { try json(text) }
        #expect(fault.code == .malformedRequest)
        #expect(fault.context["where"] == "body")
        #expect(fault.message == "The body is not JSON: \(words).")
    }

    @Test func `bytes that are no UTF-8 are refused`() throws {
        let fault = try #require(throws: Fault.self) { try Document.json([0x22, 0xFF, 0x22]) }
        #expect(fault.message == "The body is not JSON: the string is not UTF-8 at line 1, column 1.")
        #expect(throws: Fault.self) { try Document.json([0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]) }
        #expect(try Document.json([0xEF, 0xBB, 0xBF, 0x7B, 0x7D]).content == .object([]))
    }

    @Test func `a fault about malformed JSON repeats nothing of the body`() throws {
        let fault = try #require(throws: Fault.self) { try json(#"{"password": "hunter2", oops}"#) }
        #expect(!"\(fault)".contains("hunter2"))
        #expect(!"\(fault)".contains("oops"))
    }

    @Test(arguments: [10, 512]) func `deep nesting is read`(depth: Int) throws {
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(throws: Never.self) { try json(text) }
    }

    @Test(arguments: [("[", 513), ("[", 100_000), ("{\"a\":", 513), ("{\"a\":", 100_000)])
    func `nesting without end is refused`(opening: String, depth: Int) throws {
        let fault = try #require(throws: Fault.self) { try json(String(repeating: opening, count: depth)) }
        #expect(fault.message.contains("more than 512 levels are too many"))
    }

    @Test func `a body of the largest size is read in a moment`() throws {
        let text = "[" + String(repeating: "1,", count: 131_000) + "1]"
        let clock = ContinuousClock()
        let span = try clock.measure { _ = try json(text) }
        #expect(span < .seconds(20), "\(span)")
    }

    @Test func `hostile bytes are read or refused, and nothing else`() {
        var generator = SeededGenerator(seed: 17)
        let alphabet = Array(#"{}[]",:\/0123456789eE+-.truefalsnl "#.utf8) + [0x00, 0x0A, 0x7F, 0x80, 0xC3, 0xFF]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &generator))
                .map { _ in
                    alphabet.randomElement(using: &generator) ?? 0
                }
            do throws(Fault) {
                let document = try Document.json(bytes)
                #expect(!document.kind.isEmpty)
            } catch {
                #expect(error.code == .malformedRequest)
            }
        }
    }

    @Test func `strings are replaced wherever they stand, and keys are not`() throws {
        let document = try json(#"{"a": "x", "b": ["x", {"x": "x"}], "c": 1}"#)
        let changed = document.mappingStrings { text, _ in text + "!" }
        #expect(changed == (try json(#"{"a": "x!", "b": ["x!", {"x": "x!"}], "c": 1}"#)))
    }
}
