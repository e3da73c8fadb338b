// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Composition
import Testing

/// What a template says to each reader alone.
struct ReaderVariableTests {
    private static let declaration = "reader: { name: { default: { en: \"there {you}\", de: \"Sie\" } }, order: {} }\n"

    @Test func `a template leaves a place, with the default of its language`() throws {
        let composed = try Samples.compose(
            Samples.files(
                Self.declaration,
                [
                    "en.md": Samples.text("Hello {{reader.name}}, see {{reader.order}}.", title: "For {{reader.name}}"),
                    "de.md": Samples.text("Hallo {{reader.name}}, {{reader.order}}."),
                ]
            )
        )
        let standard = composed.messageSet.standard
        #expect(standard.title == "For {{reader.name|there (you)}}")
        #expect(standard[.whatHappened] == "Hello {{reader.name|there (you)}}, see {{reader.order}}.")
        #expect(
            composed.messageSet.translations.first?[.whatHappened] == "Hallo {{reader.name|Sie}}, {{reader.order}}."
        )
        #expect(standard.addressed(to: ["order": "4711"])[.whatHappened] == #"Hello there \(you\), see 4711."#)
    }

    @Test(arguments: [
        ("reader: [name]\n", "Hello.", TemplateRule.invalidValue), ("reader: { Name: {} }\n", "Hello.", .invalidValue),
        ("reader: { name: {} }\n", "Hello {{reader.name}}.", .unguardedVariable),
        ("", "Hello {{reader.name}}.", .unknownVariable),
        ("reader: { name: { default: x } }\n", "[a]({{reader.name}})", .misusedVariable),
        ("reader: { name: { fallback: x } }\n", "Hello.", .unknownKey),
    ])
    func `what cannot be said to a reader is found`(declaration: String, body: String, rule: TemplateRule) throws {
        let findings =
            TemplateLibrary
            .read(Samples.files(declaration, ["en.md": Samples.text(body)]), defaultLocale: .english).findings
        #expect(findings.contains { $0.rule == rule.rawValue }, "\(findings)")
    }
}
