// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Composition
import FoundationEssentials
import Testing

/// The templates in `Templates/`, as they are shipped.
@Suite struct ShippedTemplatesTests {
    static let directory = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" } + "/Templates"

    private let library: TemplateLibrary
    private let findings: [Finding]

    init() {
        (library, findings) = TemplateLibrary.load(
            directory: ShippedTemplatesTests.directory,
            plugins: ["email", "webhook", "banner"]
        )
    }

    private func compose(
        _ name: String,
        _ phase: Phase?,
        _ variables: [String: VariableValue] = [:]
    ) throws -> (english: Message, german: Message) {
        let composition = try Composer(library)
            .compose(
                CompositionRequest(
                    id: try Samples.id(),
                    facts: try Samples.facts(phase),
                    content: .template(try Samples.name(name), variables: variables)
                )
            )
        #expect(composition.findings.isEmpty)
        #expect(composition.messages.map(\.locale.text) == ["en", "de"])
        return (try #require(composition.messages.first), try #require(composition.messages.last))
    }

    @Test func `all load without a warning`() {
        #expect(findings.filter { $0.level >= .warning } == [])
        #expect(
            library.templates.map(\.name.text) == [
                "acknowledgement", "checkout-errors", "identified", "monitoring", "planned-maintenance", "resolved",
                "subscription-confirm", "update",
            ]
        )
    }

    @Test func `each says who owns it, until when it holds, and what its variables are`() {
        for template in library.templates {
            #expect(template.manifest.owner == "incident-communications")
            #expect(template.manifest.reviewBy == "2027-05-01")
            // The question whether messages are wanted is about no incident.
            #expect(template.manifest.phases.isEmpty == (template.name.text == "subscription-confirm"))
            for variable in template.manifest.variables {
                #expect(!variable.summary.isEmpty)
                #expect(variable.example != nil, "\(template.name) \(variable.name)")
            }
        }
    }

    @Test(arguments: [
        (Phase.investigating, "may not work at the moment", "geht im Moment nicht immer"),
        (.identified, "we found the cause", "Wir haben die Ursache gefunden"),
        (.monitoring, "we are watching it", "Wir beobachten es"),
        (.resolved, "work again", "geht wieder"),
    ])
    func `checkout errors need no variable in any phase`(_ phase: Phase, english: String, deutsch: String) throws {
        let messages = try compose("checkout-errors", phase)
        #expect(messages.english.title.contains(english))
        #expect(messages.german.title.contains(deutsch))
        #expect(messages.english.subject?.hasPrefix("[\(Message.stateWord(for: phase, locale: .english))] ") == true)
        #expect(
            messages.german.subject?.hasPrefix("[\(Message.stateWord(for: phase, locale: messages.german.locale))] ")
                == true
        )
        for message in [messages.english, messages.german] {
            #expect(message[.whatHappened] != nil && message[.impact] != nil && message[.whatYouCanDo] != nil)
            #expect(message[.help] != nil)
            #expect((message[.nextUpdate] != nil) == (phase != .resolved))
            #expect((message[.whatWeDo] != nil) == (phase != .resolved))
            #expect((message[.workaround] != nil) == [.investigating, .identified].contains(phase))
            #expect((message[.safeguards] != nil) == (phase == .resolved))
            #expect(message[.compensation] == nil)
            #expect(message.title.count <= 80)
        }
    }

    @Test func `checkout errors take what is given`() throws {
        let messages = try compose(
            "checkout-errors",
            .resolved,
            ["affected": "Card payments failed.", "cause": "A change.", "compensation": "Fees are returned."]
        )
        #expect(messages.english[.impact]?.hasPrefix("Card payments failed.") == true)
        #expect(
            messages.english[.impact]?.contains("from Sat 21 Nov 2026, 13:40 UTC to Sat 21 Nov 2026, 15:30 UTC") == true
        )
        #expect(
            messages.german[.impact]?.contains("von Sa., 21. Nov. 2026, 13:40 UTC bis Sa., 21. Nov. 2026, 15:30 UTC")
                == true
        )
        #expect(messages.english[.whatHappened]?.hasSuffix("A change.") == true)
        #expect(messages.english[.compensation] == "Fees are returned.")
    }

    @Test(
        arguments: [
            ("acknowledgement", Phase.investigating, [:]),
            ("identified", .identified, ["affected": "Buyers cannot sign in."]),
            ("update", .investigating, ["news": "It works on Android."]),
            ("update", .identified, ["news": "It works on Android."]),
            ("update", .monitoring, ["news": "It works on Android."]), ("monitoring", .monitoring, [:]),
            ("checkout-errors", .investigating, [:]), ("checkout-errors", .identified, [:]),
            ("checkout-errors", .monitoring, [:]),
        ] as [(String, Phase, [String: VariableValue])]
    )
    func `open phases name the time of the next update, what to do and where to find help`(
        name: String,
        phase: Phase,
        variables: [String: VariableValue]
    ) throws {
        let messages = try compose(name, phase, variables)
        #expect(messages.english[.nextUpdate]?.contains("by Sat 21 Nov 2026, 14:25 UTC") == true)
        #expect(messages.german[.nextUpdate]?.contains("Bis Sa., 21. Nov. 2026, 14:25 UTC") == true)
        for message in [messages.english, messages.german] {
            for section: SectionName in [.whatHappened, .impact, .whatWeDo, .whatYouCanDo, .help] {
                #expect(message[section]?.isEmpty == false, "\(section.rawValue) in \(message.locale)")
            }
        }
    }

    @Test func `the end says since when it works, who was affected and what is changed`() throws {
        let messages = try compose("resolved", .resolved, ["affected": "Sellers could not print labels."])
        #expect(messages.english.title == "Resolved: Card payments fail")
        #expect(messages.german.title == "Behoben: Card payments fail")
        #expect(messages.english[.whatHappened]?.contains("since Sat 21 Nov 2026, 15:30 UTC") == true)
        #expect(messages.german[.whatHappened]?.contains("Seit Sa., 21. Nov. 2026, 15:30 UTC") == true)
        #expect(messages.english[.impact]?.contains("Sellers could not print labels.") == true)
        #expect(messages.english[.safeguards] != nil && messages.german[.safeguards] != nil)
        #expect(messages.english[.nextUpdate] == nil)
    }

    @Test(arguments: [
        (
            Phase.scheduled, "We will work on payouts from Tue 24 Nov 2026, 02:00 UTC to Tue 24 Nov 2026, 04:00 UTC.",
            "Di., 24. Nov. 2026, 02:00 UTC"
        ),
        (.inProgress, "We are working on payouts as announced.", "laufen"), (.verifying, "we are checking", "prüfen"),
        (.completed, "is complete", "abgeschlossen"),
    ])
    func `maintenance runs from its announcement to its end`(_ phase: Phase, english: String, deutsch: String) throws {
        let messages = try compose(
            "planned-maintenance",
            phase,
            [
                "service": "payouts", "starts_at": "2026-11-24T02:00:00Z", "ends_at": "2026-11-24T04:00:00Z",
                "interruption": "full", "not_affected": "Buying works.",
            ]
        )
        #expect(messages.english[.whatHappened]?.contains(english) == true)
        #expect(messages.german[.whatHappened]?.contains(deutsch) == true)
        #expect(messages.english[.impact]?.contains("You will not be able to use payouts") == (phase != .completed))
        #expect((messages.english[.nextUpdate] == nil) == (phase == .completed))
        #expect(messages.english[.impact]?.contains("Buying works.") == (phase != .completed))
    }

    @Test func `maintenance without its times is refused by name`() throws {
        let fault = try #require(throws: Fault.self) { try compose("planned-maintenance", .scheduled) }
        #expect(fault.code == .templateVariableMissing)
        #expect(fault.context["missing"] == "starts_at, ends_at")
    }

    @Test func `none says what must not be said`() throws {
        let banned = [
            "soon", "shortly", "asap", "outage", "just ", "only ", "minor", "probably", "guarantee", "human error",
            "user error",
            "inconvenience", "todo", "tbd", "{{", "demnächst", "leider", "nur ", "versprechen", "ausfall",
        ]
        let variables: [String: [String: VariableValue]] = [
            "identified": ["affected": "A."], "update": ["news": "A."], "resolved": ["affected": "A."],
            "planned-maintenance": ["starts_at": "2026-11-24T02:00:00Z", "ends_at": "2026-11-24T04:00:00Z"],
        ]
        for template in library.templates {
            for phase in template.manifest.phases {
                let messages = try compose(template.name.text, phase, variables[template.name.text] ?? [:])
                for message in [messages.english, messages.german] {
                    let text =
                        ([message.title, message.subject, message.short].compactMap(\.self)
                        + message.sections.map(\.markdown))
                        .joined(separator: "\n")
                    for word in banned {
                        #expect(!text.lowercased().contains(word), "\(word) in \(template.name) \(phase)")
                    }
                    #expect(!text.contains("!"))
                }
            }
        }
    }

    @Test func `a folder that is not there is a finding`() {
        let (library, findings) = TemplateLibrary.load(directory: "/nowhere/templates")
        #expect(library.templates.isEmpty)
        #expect(findings.map(\.rule) == ["template_unreadable"])
    }

    @Test func `files are read from disk once, and those that are not text are told`() throws {
        let folder = FileManager.default.temporaryDirectory.path() + "belfry-templates-\(UInt64.random(in: 0 ... .max))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for (name, text) in ["good": Array(Samples.text("fine").utf8), "bad": [0xFF, 0xFE]] {
            try FileManager.default.createDirectory(atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
            try Data(Samples.head.utf8).write(to: URL(filePath: "\(folder)/\(name)/template.yaml"))
            try Data(text).write(to: URL(filePath: "\(folder)/\(name)/en.md"))
        }
        try FileManager.default.createDirectory(atPath: "\(folder)/empty", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: "\(folder)/layouts", withIntermediateDirectories: true)
        let (library, findings) = TemplateLibrary.load(directory: folder)
        #expect(library.templates.map(\.name.text) == ["good"])
        #expect(library.failures.keys.map(\.text).sorted() == ["bad", "empty"])
        #expect(findings.contains { $0.rule == "template_unreadable" && $0.place == "bad/en.md" })
        #expect(findings.contains { $0.rule == "template_unreadable" && $0.place == "empty" })
    }
}
