// SPDX-License-Identifier: Apache-2.0

public import Announcement

extension Message {
    /// A message as a hub sends it: the second update of an incident that concerns a shop's checkout.
    ///
    /// Where `sections` is nil, it says what a typical update says. `corrects` is the number of the update it puts right.
    public static func sample(
        title: String = "Checkout is failing for some buyers",
        subject: String? = nil,
        short: String? = nil,
        locale: String = "en",
        sections: [Section]? = nil,
        phase: Phase? = .identified,
        severity: Severity? = .sev2,
        link: String? = "https://status.market.example/status/incidents/inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R",
        isDrill: Bool = false,
        corrects: Int? = nil
    ) -> Message {
        let now = Timestamp(milliseconds: 1_795_269_900_000)
        return Message(
            id: .sample("msg_01JD8F0V6S9T3B5X7Z1Q4W6Y8R"),
            locale: LocaleTag(locale) ?? .english,
            title: title,
            subject: subject,
            short: short,
            sections: sections ?? Section.samples,
            facts: Facts(
                incident: IncidentReference(
                    id: .sample("inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R"),
                    title: title,
                    update: .sample("upd_01JD8F0V6S9T3B5X7Z1Q4W6Y8S"),
                    sequence: 2,
                    corrects: corrects.map {
                        CorrectedUpdate(update: .sample("upd_01JD8F0V6S9T3B5X7Z1Q4W6Y8Q"), sequence: $0)
                    }
                ),
                severity: severity,
                phase: phase,
                components: [.sample("checkout"), .sample("payments")],
                category: "outage",
                startedAt: now - .seconds(1_800),
                publishedAt: now,
                nextUpdateAt: now + .seconds(1_200),
                link: link,
                isDrill: isDrill
            )
        )
    }
}

extension Message {
    /// Planned work on a shop's checkout, as a hub announces it: from 22:00 UTC on, for so many hours.
    public static func plannedSample(
        _ phase: Phase = .scheduled,
        hours: Double? = 1.5,
        title: String = "Maintenance of the checkout",
        locale: String = "en",
        sections: [Section] = [Section(.impact, "Buyers cannot pay meanwhile.")]
    ) -> Message {
        var message = Message.sample(title: title, locale: locale, sections: sections, phase: phase, severity: .sev3)
        // The sample is of 14:05 UTC.
        let start = message.facts.publishedAt + .seconds(7 * 3_600 + 55 * 60)
        message.facts.startedAt = nil
        message.facts.scheduledFor = start
        message.facts.scheduledUntil = hours.map { start + .seconds(Int64($0 * 3_600)) }
        return message
    }

    /// The same with all it says in one section: where it is too long, nothing can be given up, only cut.
    public func saying(allIn section: SectionName) -> Message {
        var copy = self
        copy.sections = [Section(section, sections.map(\.markdown).joined(separator: "\n\n"))]
        return copy
    }
}

extension Section {
    /// What ``Message/sample(title:subject:short:locale:sections:phase:severity:link:isDrill:corrects:)`` says.
    public static let samples = [
        Section(
            .whatHappened,
            "Since **13:35 UTC** about a third of all payments fail with the error `card_declined`."
        ),
        Section(.impact, "Buyers cannot pay by card. Baskets are kept, and nobody is charged twice."),
        Section(.whatWeDo, "We have found the cause and are rolling back the change behind it."),
        Section(.whatYouCanDo, "- Pay by invoice\n- Try again after 15:00 UTC"),
        Section(.nextUpdate, "We report again by 14:25 UTC."),
        Section(.help, "See [our help pages](https://help.market.example/payments)."),
    ]
}

extension Identifier {
    /// The identifier that `text` is; a test that is given none fails here.
    public static func sample(_ text: String) -> Identifier {
        guard let identifier = Identifier(text) else { preconditionFailure("“\(text)” is not an identifier") }
        return identifier
    }
}
