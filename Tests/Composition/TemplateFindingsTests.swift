// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Composition
import Testing

@Suite struct TemplateFindingsTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let rule: TemplateRule
        let place: String
        var suggestion: String?
        var variables = ""
        var files: [String: String] = [:]
        var testDescription: String { "\(rule.rawValue) at \(place)" }
    }

    private static let variables = """
        variables:
          reason:
            type: string
            description: "Why."
            default: "because"
          notes:
            type: text
            description: "More."
            default: "Nothing."
          url:
            type: url
            description: "Where."
            default: "https://market.example/"
          is_open:
            type: boolean
            description: "Whether."
            default: true

        """

    private static func text(_ body: String) -> [String: String] { ["en.md": Samples.text(body)] }

    static let cases: [Case] = [
        Case(rule: .unknownVariable, place: "note/en.md:6", suggestion: "reason", files: text("Hello\n{{raeson}}")),
        Case(
            rule: .unknownVariable,
            place: "note/en.md:5",
            suggestion: "incident.title",
            files: text("{{incident.titel}}")
        ),
        Case(
            rule: .unknownVariable,
            place: "note/en.md:5",
            suggestion: "phase.resolved",
            files: text("{{#phase.resovled}}x{{/phase.resovled}}")
        ),
        Case(rule: .unbalanced, place: "note/en.md:5", files: text("{{#reason}}\nno end")),
        Case(rule: .unbalanced, place: "note/en.md:6", files: text("text\n{{/reason}}")),
        Case(rule: .unbalanced, place: "note/en.md:7", files: text("a\nb\n{{reason")),
        Case(rule: .unbalanced, place: "note/en.md:6", files: text("{{#reason}}\n{{#notes}}\n{{/reason}}")),
        Case(rule: .unsupportedTag, place: "note/en.md:6", files: text("a\n{{> partial}}")),
        Case(rule: .unsupportedTag, place: "note/en.md:5", files: text("{{=<% %>=}}")),
        Case(rule: .unsupportedTag, place: "note/en.md:5", files: text("{{uppercased(reason)}}")),
        Case(rule: .misusedVariable, place: "note/en.md:5", files: text("{{is_open}}")),
        Case(rule: .misusedVariable, place: "note/en.md:5", files: text("{{.}}")),
        Case(rule: .misusedVariable, place: "note/en.md:6", files: text("\n[here]({{reason}})")),
        Case(rule: .misusedVariable, place: "note/en.md:2", files: ["en.md": Samples.text("x", title: "{{notes}}")]),
        Case(
            rule: .unknownSection,
            place: "note/en.md:6",
            suggestion: "## impact",
            files: text("x\n## imapct\ny")
        ),
        Case(rule: .unknownSection, place: "note/en.md:6", suggestion: "## help", files: text("x\n# help\ny")),
        Case(rule: .duplicateSection, place: "note/en.md:6", files: text("x\n## what_happened\ny")),
        Case(rule: .strayText, place: "note/en.md:4", files: ["en.md": "---\ntitle: A\n---\nHello\n## impact\nx\n"]),
        Case(rule: .syntax, place: "note/en.md:1", files: ["en.md": "## impact\nx\n"]),
        Case(rule: .syntax, place: "note/en.md:1", files: ["en.md": "---\ntitle: A\n"]),
        Case(
            rule: .syntax,
            place: "note/en.md:3",
            files: ["en.md": "---\ntitle: A\nshort: \"x\nsubject: y: z\n---\n## impact\nx"]
        ),
        Case(
            rule: .unknownKey,
            place: "note/en.md:3",
            suggestion: "subject",
            files: ["en.md": "---\ntitle: A\nsubjct: B\n---\n## impact\nx\n"]
        ),
        Case(rule: .missingKey, place: "note/en.md:2", files: ["en.md": "---\nshort: A\n---\n## impact\nx\n"]),
        Case(
            rule: .syntax,
            place: "note/en.md:3",
            files: ["en.md": "---\ntitle: A\ntitle: B\n---\n## impact\nx\n"]
        ),
        Case(
            rule: .unknownFile,
            place: "note/en.txt",
            suggestion: "en.md",
            files: text("x").merging(["en.txt": ""]) { a, _ in a }
        ),
        Case(
            rule: .unknownFile,
            place: "note/EN.md",
            suggestion: "en.md",
            files: text("x").merging(["EN.md": ""]) { a, _ in a }
        ),
        Case(
            rule: .unknownFile,
            place: "note/en.emial.md",
            suggestion: "en.email.md",
            files: text("x").merging(["en.emial.md": Samples.text("y")]) { a, _ in a }
        ),
        Case(rule: .missingLocale, place: "note"),
        Case(
            rule: .missingLocale,
            place: "note/de.email.md",
            files: text("x").merging(["de.email.md": Samples.text("y")]) { a, _ in a }
        ),
        Case(
            rule: .missingSection,
            place: "note/de.md",
            files: ["en.md": Samples.text("x\n## help\ny"), "de.md": Samples.text("x")]
        ),
        Case(
            rule: .unevenVariable,
            place: "note/de.md",
            files: ["en.md": Samples.text("{{reason}}"), "de.md": Samples.text("x")]
        ),
        Case(rule: .unusedVariable, place: "note/template.yaml:5", files: text("x")),
        Case(
            rule: .unguardedVariable,
            place: "note/en.md:6",
            variables: "variables:\n  loose:\n    type: string\n    description: x\n",
            files: text("x\n{{loose}}")
        ),
        Case(
            rule: .trialFailed,
            place: "note/en.md",
            variables: "phases: [identified, resolved]\n",
            files: text("{{#phase.resolved}}x{{/phase.resolved}}")
        ),
        Case(
            rule: .unknownKey,
            place: "note/template.yaml:4",
            suggestion: "phases",
            variables: "phase: [resolved]\n",
            files: text("x")
        ),
        Case(
            rule: .invalidValue,
            place: "note/template.yaml:4",
            suggestion: "resolved",
            variables: "phases: [resolvd]\n",
            files: text("x")
        ),
        Case(
            rule: .invalidValue,
            place: "note/template.yaml:6",
            suggestion: "integer",
            variables: "variables:\n  a:\n    type: intger\n    description: x\n",
            files: text("x")
        ),
        Case(
            rule: .invalidValue,
            place: "note/template.yaml:7",
            variables: "variables:\n  a:\n    type: time\n    default: tomorrow\n    description: x\n",
            files: text("x")
        ),
        Case(
            rule: .invalidValue,
            place: "note/template.yaml:5",
            variables: "variables:\n  phase:\n    type: time\n    description: x\n",
            files: text("x")
        ),
        Case(
            rule: .unknownKey,
            place: "note/template.yaml:7",
            suggestion: "required",
            variables: "variables:\n  a:\n    type: time\n    requird: true\n    description: x\n",
            files: text("x")
        ),
        Case(
            rule: .missingKey,
            place: "note/template.yaml:5",
            variables: "variables:\n  a:\n    description: x\n",
            files: text("x")
        ),
        Case(rule: .syntax, place: "note/template.yaml:5", variables: "audiences: [a\nb: c\n", files: text("x")),
    ]

    @Test(arguments: cases)
    func `a mistake is found with its file, its line and what was meant`(_ example: Case) throws {
        let declarations = example.variables.isEmpty ? TemplateFindingsTests.variables : example.variables
        let files = Samples.files(declarations, example.files)
        let (_, findings) = TemplateLibrary.read(files, plugins: ["email", "webhook"])
        let found = findings.filter { $0.rule == example.rule.rawValue }
        let finding = try #require(found.first { $0.place == example.place }, "\(findings)")
        #expect(finding.level == example.rule.level)
        #expect(finding.suggestion == example.suggestion)
        #expect(!finding.message.isEmpty)
    }

    @Test func `every mistake of a file is reported, in the order of its lines`() {
        let files = Samples.files("", ["en.md": Samples.text("{{a}}\n{{b}}\n## nonsense\n{{#x\n## help\n{{/c}}")])
        let (_, findings) = TemplateLibrary.read(files)
        let places = findings.filter { $0.level == .error }.map(\.place)
        #expect(places == ["note/en.md:5", "note/en.md:6", "note/en.md:7", "note/en.md:10"])
    }

    @Test func `the line of a tag is right in folded front matter`() {
        let text = "---\ntitle: >-\n  one\n  {{nobody}}\nshort: \"{{nothing}}\"\n---\n## help\nx\n"
        let (_, findings) = TemplateLibrary.read(Samples.files("", ["en.md": text]))
        #expect(
            findings.filter { $0.rule == "template_unknown_variable" }.map(\.place) == ["note/en.md:4", "note/en.md:5"]
        )
    }

    @Test func `headings in a block of code are its text`() throws {
        let files = Samples.files("", ["en.md": Samples.text("~~~\n## not_a_section\n~~~")])
        #expect(TemplateLibrary.read(files).findings.isEmpty)
        let message = try Samples.compose(files).messageSet.standard
        #expect(message[.whatHappened] == "~~~\n## not_a_section\n~~~")
    }

    @Test func `a broken template is refused by file and line and leaves the others alone`() throws {
        var files = Samples.files("", ["en.md": Samples.text("x\n{{nobody}}")])
        files["good/template.yaml"] = Samples.head
        files["good/en.md"] = Samples.text("fine")
        let (library, _) = TemplateLibrary.read(files)
        #expect(library.templates.map(\.name.text) == ["good"])
        let fault = try #require(throws: Fault.self) { try library.template(Samples.name()) }
        #expect(fault.code == .templateInvalid)
        #expect(fault.context["place"] == "note/en.md:6")
        #expect(fault.context["file"] == "note/en.md")
        #expect(fault.context["line"] == "6")
        #expect(try Samples.compose(files, template: "good").messageSet.standard[.whatHappened] == "fine")
    }

    @Test func `an unknown template is refused with the nearest name`() throws {
        let (library, _) = TemplateLibrary.read(Samples.files("", ["en.md": Samples.text("x")]))
        let fault = try #require(throws: Fault.self) { try library.template(Samples.name("ntoe")) }
        #expect(fault.code == .templateUnknown)
        #expect(fault.suggestedAction == "Did you mean “note”?")
        #expect(fault.context["where"] == "/template")
    }

    @Test func `line ends of other systems count as lines`() {
        let text = Samples.text("x\n{{nobody}}").replacing("\n", with: "\r\n")
        let (_, findings) = TemplateLibrary.read(Samples.files("", ["en.md": text]))
        #expect(findings.map(\.place) == ["note/en.md:6"])
    }
}
