// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Composition
import Testing

/// Small templates and facts that the tests write on.
enum Samples {
    static let publishedAt = Timestamp("2026-11-21T14:05:00Z") ?? .distantPast

    static func id() throws -> Message.ID { try #require(Message.ID("msg_1")) }

    static func facts(_ phase: Phase? = .investigating) throws -> Facts {
        Facts(
            incident: IncidentReference(
                id: try #require(IncidentReference.ID("inc_1")),
                title: "Card payments fail",
                update: try #require(Identifier<UpdateSubject>("upd_1")),
                sequence: 1
            ),
            severity: .sev1,
            phase: phase,
            components: [try #require(ComponentName("checkout")), try #require(ComponentName("payments"))],
            category: "payment",
            startedAt: Timestamp("2026-11-21T13:40:00Z"),
            publishedAt: publishedAt,
            resolvedAt: phase == .resolved ? Timestamp("2026-11-21T15:30:00Z") : nil,
            nextUpdateAt: phase?.isOpen == true ? Timestamp("2026-11-21T14:25:00Z") : nil,
            link: "https://status.market.example/status/incidents/inc_1"
        )
    }

    static let head = """
        title: "Note"
        owner: "team"
        review-by: "2027-05-01"

        """

    /// The files of one template called `note`.
    static func files(_ variables: String = "", _ texts: [String: String]) -> [String: String] {
        var files = ["note/template.yaml": head + variables]
        for (file, text) in texts { files["note/\(file)"] = text }
        return files
    }

    /// A `<locale>.md` with one section.
    static func text(_ body: String, title: String = "A note") -> String {
        "---\ntitle: \"\(title)\"\n---\n## what_happened\n\(body)\n"
    }

    static func name(_ text: String = "note") throws -> TemplateName { try #require(TemplateName(text)) }

    static func compose(
        _ files: [String: String],
        _ variables: [String: VariableValue] = [:],
        facts: Facts? = nil,
        template: String = "note",
        defaultLocale: LocaleTag = .english,
        locales: [LocaleTag]? = nil
    ) throws -> ComposedMessage {
        let (library, _) = TemplateLibrary.read(files, defaultLocale: defaultLocale)
        return try Composer(library)
            .compose(
                CompositionRequest(
                    id: try id(),
                    facts: try facts ?? self.facts(),
                    content: .template(try name(template), variables: variables),
                    defaultLocale: defaultLocale,
                    locales: locales
                )
            )
    }

    /// The fault of a composition that must fail.
    static func fault(
        _ files: [String: String],
        _ variables: [String: VariableValue] = [:],
        facts: Facts? = nil
    ) throws -> Fault {
        try #require(throws: Fault.self) { try compose(files, variables, facts: facts) }
    }
}
