// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Testing

/// Reading an object's keys, and saying what is wrong with them.
struct FieldsTests {
    @Test func `a key that nobody asked for is named with the nearest that is known`() throws {
        let problems = Problems(.request)
        let fields = Fields(try json(#"{"titel": "x", "zebra": 1}"#), problems: problems)
        _ = fields.string("title")
        _ = fields.string("body")
        fields.finish()
        #expect(problems.faults.map(\.code) == [.unknownField, .unknownField])
        #expect(problems.faults.map { $0.context["where"] } == ["/titel", "/zebra"])
        #expect(problems.faults.map(\.suggestedAction) == ["Did you mean “title”?", "Known here: body, title."])
    }

    @Test func `a wrong type is named with its place, in words, and without the value`() throws {
        let problems = Problems(.request)
        let outer = Fields(
            try json(#"{"list": [{"name": 7, "flag": "yes", "count": 2.5, "items": "x", "map": []}]}"#),
            problems: problems
        )
        for (document, pointer) in outer.list("list") ?? [] {
            let fields = Fields(document, at: pointer, problems: problems)
            #expect(fields.string("name") == nil)
            #expect(fields.boolean("flag") == nil)
            #expect(fields.integer("count", in: 1...10) == nil)
            #expect(fields.list("items") == nil)
            #expect(fields.entries("map") == nil)
        }
        #expect(problems.faults.allSatisfy { $0.code == .schemaInvalid })
        #expect(
            problems.faults.map { $0.context["where"] } == [
                "/list/0/name", "/list/0/flag", "/list/0/count", "/list/0/items", "/list/0/map",
            ]
        )
        #expect(
            problems.faults.map(\.message) == [
                "“name” must be a string, not a number.", "“flag” must be true or false, not a string.",
                "“count” must be a whole number from 1 to 10, not a number.", "“items” must be a list, not a string.",
                "“map” must be an object, not a list.",
            ]
        )
    }

    @Test(arguments: [
        ("0", false), ("1", true), ("10", true), ("11", false), ("-1", false), ("1.0", true), ("\"1\"", false),
    ])
    func `a number outside its range is refused`(number: String, isFine: Bool) throws {
        let problems = Problems(.request)
        #expect((Fields(try json("{\"n\": \(number)}"), problems: problems).integer("n", in: 1...10) != nil) == isFine)
        #expect(problems.faults.isEmpty == isFine)
    }

    @Test func `a pointer escapes the characters that it is made of`() throws {
        let problems = Problems(.request)
        let fields = Fields(try json(#"{"a/b": 1, "c~d": 2}"#), problems: problems)
        fields.finish()
        #expect(problems.faults.map { $0.context["where"] } == ["/a~1b", "/c~0d"])
    }

    @Test func `null counts as absent, and a key that is needed is missed`() throws {
        let problems = Problems(.request)
        let fields = Fields(try json(#"{"a": null}"#), problems: problems)
        #expect(fields.string("a") == nil)
        #expect(problems.faults.isEmpty)
        #expect(fields.string("a", required: true) == nil)
        #expect(fields.nested("b", required: true) == nil)
        #expect(problems.faults.map(\.message) == ["“a” is missing.", "“b” is missing."])
    }

    @Test func `a value that is none of the choices is answered with the nearest or with all`() throws {
        let problems = Problems(.request)
        let fields = Fields(
            try json(#"{"a": "invstigating", "b": "qqq", "c": 4, "d": ["sev1", "sev9x"]}"#),
            problems: problems
        )
        for key in ["a", "b", "c"] {
            _ = fields.parsed(key, "a phase", choices: ["investigating", "resolved"]) { Phase(rawValue: $0) }
        }
        #expect(fields.parsedList("d", "a severity") { Severity(rawValue: $0) } == [.sev1])
        #expect(
            problems.faults.map(\.suggestedAction) == [
                "Did you mean “investigating”?", "Use one of: investigating, resolved.",
                "Use one of: investigating, resolved.", nil,
            ]
        )
        #expect(problems.faults.last?.context["where"] == "/d/1")
    }

    @Test(arguments: ["[]", "1", "\"x\"", "null", "true"])
    func `what is no object is refused once, at its place`(text: String) throws {
        let problems = Problems(.request)
        let fields = Fields(try json(text), problems: problems)
        _ = fields.string("a")
        fields.finish()
        #expect(problems.faults.map(\.code) == [.schemaInvalid])
        #expect(problems.faults.first?.context["where"] == "/")
    }

    @Test func `all problems are kept, and the first is thrown with the others behind it`() throws {
        let problems = Problems(.request)
        let fields = Fields(try json(#"{"a": 1, "b": 2}"#), problems: problems)
        _ = fields.string("a")
        _ = fields.string("b")
        let fault = try #require(throws: Fault.self) { try problems.throwIfAny() }
        #expect(fault.context["where"] == "/a")
        #expect(fault.context["also"] == "/b: “b” must be a string, not a number.")
        #expect(throws: Never.self) { try Problems(.request).throwIfAny() }
    }

    @Test func `in a configuration the place is file, line and pointer, and the codes are the configuration's`() throws
    {
        let problems = Problems(.configuration(file: "belfry.yaml"))
        let document = try Document.yaml("hub:\n  listen: 1\n  dta: x\n", file: "belfry.yaml")
        let fields = Fields(document, problems: problems)
        let hub = fields.nested("hub")
        _ = hub?.string("listen")
        _ = hub?.string("data")
        hub?.finish()
        #expect(problems.faults.map(\.code) == [.configurationInvalid, .configurationUnknownKey])
        #expect(problems.faults.map { $0.context["where"] } == ["belfry.yaml:2 /hub/listen", "belfry.yaml:3 /hub/dta"])
        #expect(problems.faults.last?.suggestedAction == "Did you mean “data”?")
    }

    @Test func `an unknown key of any length is cut in its fault`() throws {
        let problems = Problems(.request)
        Fields(try json("{\"\(String(repeating: "k", count: 5_000))\": 1}"), problems: problems).finish()
        #expect(problems.faults.first.map { $0.message.count < 200 } == true)
    }
}
