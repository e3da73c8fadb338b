// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Composition
import FoundationEssentials
import Testing

@Suite struct PlainCompositionTests {
    private func compose(
        title: String = "A title",
        _ sections: [Section],
        locales: [LocaleTag]? = nil
    ) throws -> ComposedMessage {
        try Composer(TemplateLibrary())
            .compose(
                CompositionRequest(
                    id: try Samples.id(),
                    facts: try Samples.facts(),
                    content: .plain(title: title, sections: sections),
                    locales: locales
                )
            )
    }

    @Test func `sections come in reading order`() throws {
        let sections = [Section(.help, "Ask."), Section(.impact, "Some."), Section(.whatHappened, "It broke.")]
        let message = try compose(sections).messageSet.standard
        #expect(
            message.sections == [
                Section(.whatHappened, "It broke."), Section(.impact, "Some."), Section(.help, "Ask."),
            ]
        )
        #expect(message.locale == .english)
    }

    @Test func `Markdown written by hand is not Mustache`() throws {
        #expect(try compose([Section(.impact, "{{x}}")]).messageSet.standard[.impact] == "{{x}}")
    }

    @Test func `the message's own rules hold`() {
        #expect(throws: Fault.self) { try compose(title: "", [Section(.impact, "x")]) }
        #expect(throws: Fault.self) { try compose([Section(.impact, "  ")]) }
        #expect(throws: Fault.self) { try compose([Section(.impact, "x"), Section(.impact, "y")]) }
    }

    @Test func `all sections together have a limit`() {
        let text = String(repeating: "x", count: 64 * 1_024)
        let names = SectionName.allCases.prefix(5)
        #expect(throws: Never.self) { try compose(names.dropLast().map { Section($0, text) }) }
        let fault = #expect(throws: Fault.self) { try compose(names.map { Section($0, text) }) }
        #expect(fault?.code == .limitExceeded)
    }

    @Test func `a locale that is not there is told and does no harm`() throws {
        let french = try #require(LocaleTag("fr"))
        let composition = try compose([Section(.impact, "x")], locales: [.english, french])
        #expect(composition.findings.map(\.rule) == ["unsupported_locale"])
        #expect(composition.findings.map(\.locale) == [french])
        #expect(composition.findings.map(\.level) == [.info])
    }

    @Test func `values are read from JSON`() throws {
        let json = #"{"a":"x","b":3,"c":1.5,"d":true,"e":["p",1],"f":{"en":"x","de":"y"},"g":null}"#
        let values = try JSONDecoder().decode([String: VariableValue].self, from: Data(json.utf8))
        let german = try #require(LocaleTag("de"))
        #expect(
            values == [
                "a": "x", "b": 3, "c": 1.5, "d": true, "e": ["p", 1], "f": .localized([.english: "x", german: "y"]),
                "g": .null,
            ]
        )
        let again = try JSONDecoder().decode([String: VariableValue].self, from: try JSONEncoder().encode(values))
        #expect(again == values)
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode(VariableValue.self, from: Data(#"{"not a locale":1}"#.utf8))
        }
    }
}
