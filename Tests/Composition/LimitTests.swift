// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Composition
import Testing

@Suite struct LimitTests {
    private func files(_ body: String, _ types: [String: String]) -> [String: String] {
        var yaml = "variables:\n"
        for (name, type) in types.sorted(by: { $0.key < $1.key }) {
            yaml += "  \(name):\n    type: \(type)\n    required: true\n    description: x\n"
        }
        return Samples.files(yaml, ["en.md": Samples.text(body)])
    }

    @Test func `a section holds 64 KiB and no byte more`() throws {
        let files = files("{{v}}", ["v": "text"])
        let most = String(repeating: "x", count: 64 * 1_024)
        #expect(try Samples.compose(files, ["v": .string(most)]).messageSet.standard[.whatHappened] == most)
        let fault = try Samples.fault(files, ["v": .string(most + "x")])
        #expect(fault.code == .templateTooLarge)
        #expect(fault.context["place"] == "note/en.md")
    }

    @Test func `a message holds 256 KiB`() throws {
        let body = SectionName.allCases.prefix(5).map { "## \($0.rawValue)\n{{v}}\n" }.joined()
        let files = Samples.files(
            "variables:\n  v:\n    type: text\n    required: true\n    description: x\n",
            ["en.md": "---\ntitle: A\n---\n" + body]
        )
        #expect(throws: Never.self) {
            try Samples.compose(files, ["v": .string(String(repeating: "x", count: 50_000))])
        }
        let fault = try Samples.fault(files, ["v": .string(String(repeating: "x", count: 60_000))])
        #expect(fault.code == .templateTooLarge)
    }

    @Test func `a list holds a thousand entries`() throws {
        let files = files("{{#v}}x{{/v}}", ["v": "list"])
        let entries = [VariableValue](repeating: "a", count: 1_000)
        #expect(try Samples.compose(files, ["v": .list(entries)]).messageSet.standard[.whatHappened]?.count == 1_000)
        #expect(try Samples.fault(files, ["v": .list(entries + ["a"])]).code == .templateVariableInvalid)
    }

    @Test(
        .timeLimit(.minutes(1)),
        arguments: [
            "{{#a}}{{#b}}{{#c}}x{{/c}}{{/b}}{{/a}}", "{{#a}}{{#b}}{{#c}}{{/c}}{{/b}}{{/a}}",
            "{{#a}}{{#b}}{{.}}{{/b}}{{/a}}",
        ]
    )
    func `loops in loops are refused before they grow`(_ body: String) throws {
        let files = files("x" + body, ["a": "list", "b": "list", "c": "list"])
        let entries = VariableValue.list([VariableValue](repeating: "a", count: 1_000))
        let start = ContinuousClock.now
        let given =
            body.contains("#c") ? ["a": entries, "b": entries, "c": entries] : ["a": entries, "b": entries, "c": []]
        #expect(try Samples.fault(files, given).code == .templateTooLarge)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func `a title that grows too long is refused`() throws {
        let files = Samples.files(
            "variables:\n  v:\n    type: string\n    required: true\n    description: x\n",
            ["en.md": Samples.text("{{v}}", title: "{{v}}")]
        )
        let fault = try Samples.fault(files, ["v": .string(String(repeating: "x", count: 256))])
        #expect(fault.code == .limitExceeded)
        #expect(fault.context["where"] == "/title")
        #expect(fault.context["file"] == "note/en.md")
    }

    @Test func `blocks are nested eight deep and no deeper`() {
        let body = { (depth: Int) in
            String(repeating: "{{#phase.resolved}}", count: depth) + "x"
                + String(repeating: "{{/phase.resolved}}", count: depth)
        }
        #expect(TemplateLibrary.read(Samples.files("", ["en.md": Samples.text("x" + body(8))])).findings.isEmpty)
        let (_, findings) = TemplateLibrary.read(Samples.files("", ["en.md": Samples.text("x" + body(9))]))
        #expect(findings.map(\.rule) == ["template_unsupported_tag"])
    }
}
