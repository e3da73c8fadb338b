// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Composition
import Testing

@Suite struct ComposerTests {
    private let german = LocaleTag("de") ?? .english

    private let declared = """
        phases: [identified, resolved]
        variables:
          who:
            type: string
            required: true
            description: "Who is affected."
          count:
            type: integer
            description: "How many."
          state:
            type: choice
            choices: [charged, pending]
            default: pending
            description: "What became of the money."

        """

    private var files: [String: String] {
        let body = "For {{who}}.\n{{#count}}\nOrders: {{count}}\n{{/count}}\n{{#state.charged}}Paid.{{/state.charged}}"
        return Samples.files(
            declared,
            [
                "en.md": Samples.text(body), "de.md": Samples.text("Für \(body)"),
                "en.email.md": Samples.text(
                    "A mail for {{who}}. {{#count}}{{count}}{{/count}}{{state}}",
                    title: "By mail"
                ),
            ]
        )
    }

    @Test func `a missing variable is named with the line that uses it`() throws {
        let fault = try Samples.fault(files, facts: Samples.facts(.resolved))
        #expect(fault.code == .templateVariableMissing)
        #expect(fault.context["where"] == "/variables/who")
        #expect(fault.context["variable"] == "who")
        #expect(fault.context["place"] == "note/en.md:5")
        #expect(fault.message.contains("note/en.md:5"))
        #expect(fault.message.contains("Who is affected."))
    }

    @Test func `an unknown variable is refused with the nearest name`() throws {
        let fault = try Samples.fault(files, ["who": "all", "cuont": 3], facts: Samples.facts(.resolved))
        #expect(fault.code == .templateVariableUnknown)
        #expect(fault.context["where"] == "/variables/cuont")
        #expect(fault.suggestedAction == "Did you mean “count”?")
    }

    @Test(
        arguments: [
            ("string", 1, "one line of text"), ("text", true, "Markdown"), ("integer", 1.5, "whole number"),
            ("integer", "many", "whole number"), ("number", "x", "a number"), ("boolean", "maybe", "true or false"),
            ("time", "tomorrow", "RFC 3339"), ("time", 5, "RFC 3339"), ("duration", "soon", "30m"),
            ("duration", -1, "30m"),
            ("url", "javascript:alert(1)", "https://"), ("url", "https://a b", "https://"),
            ("choice", "blue", "red, green"),
            ("list", "x", "a list"), ("list", [["x"]], "a list"),
        ] as [(String, VariableValue, String)]
    )
    func `a value of another type is refused with what was expected`(
        type: String,
        value: VariableValue,
        expected: String
    ) throws {
        let choices = type == "choice" ? "\n    choices: [red, green]" : ""
        let block = "{{#v}}x{{/v}}{{^v}}y{{/v}}"
        let files = Samples.files(
            "variables:\n  v:\n    type: \(type)\n    description: x\(choices)\n",
            ["en.md": Samples.text(block)]
        )
        let fault = try Samples.fault(files, ["v": value])
        #expect(fault.code == .templateVariableInvalid)
        #expect(fault.context["where"] == "/variables/v")
        #expect(fault.context["expected"]?.contains(expected) == true)
    }

    @Test(
        arguments: [
            ("integer", 1_234_567, "1,234,567", "1.234.567"), ("integer", "7", "7", "7"),
            ("number", 1234.5, "1234.5", "1234,5"),
            ("duration", "1h30m", "1 hour 30 minutes", "1 Stunde 30 Minuten"),
            ("duration", 61, "1 minute 1 second", "1 Minute 1 Sekunde"),
            ("time", "2026-11-21T15:05:00+01:00", "Sat 21 Nov 2026, 14:05 UTC", "Sa., 21. Nov. 2026, 14:05 UTC"),
            ("list", ["a", "b", "c"], "a, b and c", "a, b und c"),
            (
                "url", "https://a.example/x(1)?y=*", "https://a.example/x%281%29?y=%2A",
                "https://a.example/x%281%29?y=%2A"
            ),
        ] as [(String, VariableValue, String, String)]
    )
    func `a value reads as its readers write it`(
        type: String,
        value: VariableValue,
        english: String,
        deutsch: String
    ) throws {
        let files = Samples.files(
            "variables:\n  v:\n    type: \(type)\n    required: true\n    description: x\n",
            ["en.md": Samples.text("= {{v}}"), "de.md": Samples.text("= {{v}}")]
        )
        let messages = try Samples.compose(files, ["v": value]).messages
        #expect(messages.map { $0[.whatHappened] } == ["= \(english)", "= \(deutsch)"])
    }

    @Test func `each locale takes its own value and its own default`() throws {
        let files = Samples.files(
            "variables:\n  a:\n    type: string\n    description: x\n    default: {en: red, de: rot}\n"
                + "  b:\n    type: string\n    required: true\n    description: x\n",
            ["en.md": Samples.text("{{a}} {{b}}"), "de.md": Samples.text("{{a}} {{b}}")]
        )
        let messages = try Samples.compose(files, ["b": .localized([.english: "car", german: "Auto"])]).messages
        #expect(messages.map { $0[.whatHappened] } == ["red car", "rot Auto"])
    }

    @Test func `what is reached and absent is refused, and never blank`() throws {
        let files = Samples.files(
            "phases: [identified, resolved]\nvariables:\n  cause:\n    type: text\n    description: x\n",
            ["en.md": Samples.text("a\n{{#phase.resolved}}\n{{cause}}\n{{/phase.resolved}}")]
        )
        #expect(try Samples.compose(files, facts: Samples.facts(.identified)).messageSet.standard[.whatHappened] == "a")
        let fault = try Samples.fault(files, facts: Samples.facts(.resolved))
        #expect(fault.code == .templateVariableMissing)
        #expect(fault.context["place"] == "note/en.md:7")
        let empty = try Samples.fault(files, ["cause": "  \n"], facts: Samples.facts(.resolved))
        #expect(empty.code == .templateVariableMissing)
    }

    @Test func `what the hub does not know is refused where a template needs it`() throws {
        let files = Samples.files("", ["en.md": Samples.text("By {{next_update_at}}.")])
        let fault = try Samples.fault(files, facts: Samples.facts(.resolved))
        #expect(fault.code == .templateVariableMissing)
        #expect(fault.context["where"] == "/next_update_at")
        #expect(fault.context["place"] == "note/en.md:5")
        #expect(try Samples.compose(files).messageSet.standard[.whatHappened] == "By Sat 21 Nov 2026, 14:25 UTC.")
    }

    @Test func `the hub provides the incident, its times, words and link`() throws {
        let body = """
            {{incident.title}}|{{incident.severity}}|{{incident.category}}|{{incident.components}}|{{incident.started_at}}
            {{#incident.components}}
            - {{.}}
            {{/incident.components}}
            {{incident.link}} {{published_at}} {{phase}} {{#incident.severity.sev1}}worst{{/incident.severity.sev1}}
            {{#is_drill}}drill{{/is_drill}}
            """
        let files = Samples.files("", ["en.md": Samples.text(body), "de.md": Samples.text(body)])
        let messages = try Samples.compose(files).messages
        let english = try #require(messages.first?[.whatHappened])
        #expect(
            english.contains("Card payments fail|Critical|payment|checkout and payments|Sat 21 Nov 2026, 13:40 UTC")
        )
        #expect(english.contains("\n- checkout\n- payments\n"))
        #expect(english.contains("https://status.market.example/status/incidents/inc_1 "))
        #expect(english.hasSuffix("Investigating worst"))
        let deutsch = try #require(messages.last?[.whatHappened])
        #expect(deutsch.contains("|Kritisch|payment|checkout und payments|Sa., 21. Nov. 2026, 13:40 UTC"))
    }

    @Test func `a value is never read as Mustache`() throws {
        let files = Samples.files(
            "variables:\n  a:\n    type: string\n    required: true\n    description: x\n"
                + "  b:\n    type: text\n    required: true\n    description: x\n",
            ["en.md": Samples.text("{{a}} {{{a}}} {{&a}}\n\n{{b}}")]
        )
        let value: VariableValue = "{{incident.title}}{{/x}}"
        let message = try Samples.compose(files, ["a": value, "b": value]).messageSet.standard
        let text = try #require(message[.whatHappened])
        #expect(!text.contains("Card payments fail"))
        #expect(
            Markdown(text).plainText()
                == "{{incident.title}}{{/x}} {{incident.title}}{{/x}} {{incident.title}}{{/x}}\n\n{{incident.title}}{{/x}}"
        )
    }

    @Test func `a plugin's own wording takes its title and text, and what it leaves out from the common one`() throws {
        var files = files
        files["note/de.email.md"] = "---\nsubject: \"Betreff\"\n---\n"
        let set = try Samples.compose(files, ["who": "all", "state": "charged"], facts: Samples.facts(.resolved))
            .messageSet
        #expect(set.message(for: .english, plugin: "webhook").title == "A note")
        #expect(set.message(for: .english, plugin: "webhook")[.whatHappened] == "For all.\nPaid.")
        #expect(set.message(for: .english, plugin: "email").title == "By mail")
        #expect(set.message(for: .english, plugin: "email")[.whatHappened] == "A mail for all. charged")
        let deutsch = set.message(for: german, plugin: "email")
        #expect(deutsch.subject == "Betreff")
        #expect(deutsch.title == "A note")
        #expect(deutsch[.whatHappened] == "Für For all.\nPaid.")
    }

    @Test func `a phase that the template is not for is refused`() throws {
        let fault = try Samples.fault(files, ["who": "all"], facts: Samples.facts(.monitoring))
        #expect(fault.code == .schemaInvalid)
        #expect(fault.context["where"] == "/template")
        #expect(fault.suggestedAction == "It is for identified, resolved.")
        #expect(try Samples.compose(files, ["who": "all"], facts: Samples.facts(nil)).messages.count == 2)
    }

    @Test func `a template past its review says so`() throws {
        var facts = try Samples.facts(.resolved)
        #expect(try Samples.compose(files, ["who": "all"], facts: facts).findings.isEmpty)
        facts.publishedAt = try #require(Timestamp("2027-05-02T00:00:00Z"))
        let findings = try Samples.compose(files, ["who": "all"], facts: facts).findings
        #expect(findings.map(\.rule) == ["stale_template"])
        #expect(findings.first?.level == .warning)
    }
}
