// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Testing

/// Reading JSON.
struct DocumentTests {
    @Test(arguments: [
        ("null", .null), ("true", .boolean(true)), ("false", .boolean(false)), ("0", .integer(0)),
        ("-7", .integer(-7)), ("9223372036854775807", .integer(.max)), ("1.5", .number(1.5)),
        ("9223372036854775808", .number(9_223_372_036_854_775_808)), ("1e3", .integer(1_000)),
        (#""a""#, .string("a")), (#""1""#, .string("1")), (#""true""#, .string("true")), (#""""#, .string("")),
        (#""\u00e9\n\ud83d\ude00""#, .string("é\n😀")), ("[]", .list([])), ("{}", .object([])),
        ("[1,[null]]", .list([Document(.integer(1)), Document(.list([Document(.null)]))])),
    ] as [(String, Document.Content)])
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
        ("", nil), ("{", "line 1"), ("{\"a\": 1,\n \"b\": }", "line 2"), ("[1,\n2,\n3", "line 3"), ("{'a': 1}", "line 1"),
        ("nul", "line 1"), ("NaN", "line 1"), ("[Infinity]", "line 1"), ("{\"a\": 01}", "line 1"), ("{} {}", "line 1"),
        ("\"\u{1}\"", nil), ("\"\\ud800\"", nil), ("1e400", nil), ("-1e400", nil),
    ] as [(String, String?)])
    func `what is not JSON is refused and the place is named`(text: String, place: String?) throws {
        let fault = try #require(throws: Fault.self) { try json(text) }
        #expect(fault.code == .malformedRequest)
        #expect(fault.context["where"] == "body")
        if let place { #expect(fault.message.contains(place), "\(fault.message)") }
    }

    @Test func `a fault about malformed JSON repeats nothing of the body`() throws {
        let fault = try #require(throws: Fault.self) { try json(#"{"password": "hunter2", oops}"#) }
        #expect(!"\(fault)".contains("hunter2"))
        #expect(!"\(fault)".contains("oops"))
        #expect(fault.message.contains("column"))
    }

    @Test func `of a key that is given twice one value is taken`() throws {
        let document = try json(#"{"a": 1, "a": 2}"#)
        #expect(document.keys == ["a"])
        #expect([1, 2].contains(document.integer("a")))
    }

    @Test(arguments: [10, 400]) func `deep nesting is read`(depth: Int) throws {
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        #expect(throws: Never.self) { try json(text) }
    }

    @Test(arguments: ["[", "{\"a\":"]) func `nesting without end is refused`(opening: String) {
        #expect(throws: Fault.self) { try json(String(repeating: opening, count: 100_000)) }
    }

    @Test func `a body of the largest size is read in a moment`() throws {
        let text = "[" + String(repeating: "1,", count: 131_000) + "1]"
        let clock = ContinuousClock()
        let span = try clock.measure { _ = try json(text) }
        #expect(span < .seconds(5), "\(span)")
    }

    @Test func `hostile bytes are read or refused, and nothing else`() {
        var generator = SeededGenerator(seed: 17)
        let alphabet = Array(#"{}[]",:\/0123456789eE+-.truefalsnl "#.utf8) + [0x00, 0x0A, 0x7F, 0x80, 0xC3, 0xFF]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
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
