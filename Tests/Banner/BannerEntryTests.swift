// SPDX-License-Identifier: Apache-2.0

import Announcement
import Banner
import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct BannerEntryTests {
    @Test func `a banner says what the message says, in plain text`() throws {
        let (entry, findings) = try BannerFixture()
            .render(
                .sample(sections: [
                    Section(.impact, "Buyers **cannot pay** by card.\n\nBaskets are kept."),
                    Section(.whatYouCanDo, "- Pay by [invoice](https://market.example/invoice)"),
                ])
            )
        #expect(entry.title == "Checkout is failing for some buyers")
        #expect(entry.body.contains("Buyers cannot pay by card."))
        #expect(!entry.body.contains("**") && !entry.body.contains("\n"))
        #expect(entry.link?.label == "Read more")
        #expect(entry.components.map(\.text) == ["checkout", "payments"])
        #expect(entry.level == .critical)
        #expect(!entry.dismissible && !entry.exercise)
        #expect(entry.startsAt.description == "2026-11-21T13:35:00.000Z")
        #expect(entry.nextUpdateAt?.description == "2026-11-21T14:25:00.000Z")
        #expect(entry.endsAt.description == "2026-11-21T16:25:00.000Z")
        #expect(findings.isEmpty)
    }

    @Test(arguments: [
        ("en", "Identified", "Next update:", "Close", "Read more"),
        ("de-AT", "Ursache gefunden", "Nächste Meldung:", "Schließen", "Mehr dazu"),
        ("ar", "تم تحديد السبب", "التحديث التالي:", "إغلاق", "اقرأ المزيد"),
        ("fr", "Identified", "Next update:", "Close", "Read more"),
    ])
    func `the words around the text come with the banner`(
        locale: String,
        state: String,
        next: String,
        dismiss: String,
        label: String
    ) throws {
        let entry = try BannerFixture().render(.update(locale: locale)).entry
        #expect(entry.words?.state == state)
        #expect(entry.words?.nextUpdate == next)
        #expect(entry.words?.dismiss == dismiss)
        #expect(entry.link?.label == label)
        let notice = try BannerFixture().render(.sample(phase: nil, severity: nil)).entry
        #expect(notice.words != nil && notice.words?.state == nil)
    }

    @Test(arguments: Phase.allCases) func `every state has a word of its own in Arabic`(phase: Phase) throws {
        let word = try #require(try BannerFixture().render(.update(1, 1, phase, locale: "ar")).entry.words?.state)
        #expect(word.unicodeScalars.allSatisfy { $0 == " " || (0x600...0x6FF).contains($0.value) }, "\(word)")
    }

    @Test(
        arguments: [
            (["checkout"], ["/basket", "/checkout/**"]),
            (["checkout", "search"], ["/basket", "/checkout/**", "/search"]),
            (["checkout", "login"], nil), (["login"], nil), ([], nil), (["help"], nil),
        ] as [([String], [String]?)]
    )
    func `an incident is shown on the paths of its components, unless one of them has none`(
        components: [String],
        paths: [String]?
    ) throws {
        var settings = BannerSettings(directory: "/srv/banner")
        settings.paths = ["checkout": ["/checkout/**", "/basket"], "search": ["/search", "/basket"], "help": []]
        let entry = try BannerFixture.entry(settings, components: components.map { .sample($0) })
        #expect(entry.paths == paths)
        #expect(entry.audience == nil)
    }

    @Test func `the template's short text is the body where there is one`() throws {
        #expect(
            try BannerFixture().render(.sample(short: "Paying by card fails.")).entry.body == "Paying by card fails."
        )
    }

    @Test(arguments: [
        (Severity?.some(.sev1), Phase?.some(.investigating), BannerEntry.Level.critical),
        (.sev2, .identified, .critical), (.sev3, .identified, .warning), (.sev4, .identified, .info),
        (.sev5, .investigating, .info), (nil, .investigating, .info), (.sev1, nil, .critical), (nil, nil, .info),
        (.sev1, .monitoring, .warning), (.sev4, .monitoring, .info), (.sev1, .resolved, .success),
        (.sev1, .postmortem, .info), (.sev3, .scheduled, .info), (.sev2, .inProgress, .warning),
        (.sev3, .verifying, .info), (.sev3, .completed, .success),
    ])
    func `the level follows from severity and phase`(
        _ severity: Severity?,
        _ phase: Phase?,
        _ level: BannerEntry.Level
    ) throws {
        let entry = try BannerFixture().render(.sample(phase: phase, severity: severity)).entry
        #expect(entry.level == level)
        #expect(entry.dismissible == (level != .critical))
    }

    @Test func `a planned maintenance is not overdue before it has begun`() throws {
        var message = Message.sample(phase: .scheduled, severity: .sev4)
        message.facts.startedAt = message.facts.publishedAt + .seconds(86_400)
        message.facts.nextUpdateAt = nil
        let entry = try BannerFixture().render(message).entry
        #expect(entry.startsAt == message.facts.startedAt)
        #expect(entry.endsAt == message.facts.publishedAt + .seconds(86_400 + 7_200))
    }

    @Test func `planned work is not overdue before it was to be over`() throws {
        var message = Message.sample(phase: .scheduled, severity: .sev4)
        let now = message.facts.publishedAt
        message.facts.scheduledFor = now + .seconds(86_400)
        message.facts.scheduledUntil = now + .seconds(90_000)
        message.facts.nextUpdateAt = nil
        let planned = try BannerFixture().render(message).entry
        #expect(planned.startsAt == now + .seconds(86_400) && planned.endsAt == now + .seconds(90_000 + 7_200))
        message.facts.phase = .inProgress
        message.facts.startedAt = now
        let begun = try BannerFixture().render(message).entry
        #expect(begun.startsAt == now && begun.endsAt == now + .seconds(90_000 + 7_200))
    }

    @Test func `where no update is due, a banner stays for a day`() throws {
        var message = Message.sample()
        message.facts.nextUpdateAt = nil
        #expect(try BannerFixture().render(message).entry.endsAt == message.facts.publishedAt + .seconds(86_400))
    }

    @Test func `a drill is marked for programs and for people`() throws {
        let entry = try BannerFixture().render(.sample(locale: "de", isDrill: true)).entry
        #expect(entry.exercise)
        #expect(entry.title == "[ÜBUNG] Checkout is failing for some buyers")
    }

    @Test(arguments: ["ü", "👩‍👩‍👧‍👦", "e\u{0301}", "漢", "\u{1F1E9}\u{1F1EA}"])
    func `titles and bodies are cut between characters at 80 and 280`(_ unit: String) throws {
        let (exact, none) = try BannerFixture()
            .render(
                .sample(title: String(repeating: unit, count: 10), short: String(repeating: unit, count: 40))
            )
        #expect(exact.title.count == 10 && exact.body.count == 40)
        #expect(none.isEmpty)
        let (cut, findings) = try BannerFixture()
            .render(
                .sample(title: String(repeating: unit, count: 81), short: String(repeating: unit, count: 281))
            )
        #expect(cut.title.count <= 80 && cut.body.count <= 280)
        #expect(cut.title.utf8.count <= 400 && cut.body.utf8.count <= 1_400)
        #expect(cut.title.hasSuffix(unit + "…") && cut.body.hasSuffix(unit + "…"))
        #expect(findings.map(\.rule) == ["text_truncated", "text_truncated"])
    }

    @Test func `a title of 80 and a body of 280 letters are kept whole`() throws {
        let (entry, findings) = try BannerFixture()
            .render(
                .sample(title: String(repeating: "ü", count: 80), short: String(repeating: "ß", count: 280))
            )
        #expect(entry.title.count == 80 && entry.body.count == 280)
        #expect(findings.isEmpty)
    }

    @Test func `sections go in the declared order where the body is too short for all`() throws {
        let (entry, findings) = try BannerFixture()
            .render(
                .sample(sections: [
                    Section(.impact, "Buyers cannot pay."),
                    Section(.whatWeDo, String(repeating: "We are working on it. ", count: 30)),
                    Section(.help, String(repeating: "Call us. ", count: 30)),
                ])
            )
        #expect(entry.body == "Buyers cannot pay.")
        #expect(findings.map(\.rule) == ["section_dropped", "section_dropped"])
        #expect(findings.map(\.place) == ["help", "what_we_do"])
    }

    @Test func `hostile text becomes one plain line`() throws {
        let entry = try BannerFixture()
            .render(
                .sample(
                    title: "a\r\n\u{202E}b\u{0}c\u{1B}[31m\u{2028}d",
                    sections: [Section(.impact, "<img src=x onerror=alert(1)>\u{7}\n\n[x](javascript:alert(1))")],
                    link: "javascript:alert(1)"
                )
            )
            .entry
        #expect(entry.title == "a bc[31m d")
        #expect(entry.body.contains("<img src=x onerror=alert(1)>"))
        #expect(!entry.body.contains("javascript:"))
        #expect(!entry.body.unicodeScalars.contains { $0.properties.generalCategory == .control })
        #expect(entry.link == nil)
    }

    @Test(arguments: [
        "javascript:alert(1)", "data:text/html,x", "//market.example", "https://a b", "https://x/\"onclick=",
        "https://x/<",
        "https://ü.example", "https://" + String(repeating: "x", count: 1_024),
    ])
    func `a link that no page should follow is left out with a finding`(_ link: String) throws {
        let (entry, findings) = try BannerFixture().render(.sample(short: "Down.", link: link))
        #expect(entry.link == nil)
        #expect(findings.map(\.rule) == ["link_dropped"])
    }
}
