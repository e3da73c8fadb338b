// SPDX-License-Identifier: Apache-2.0

public import Announcement

/// The few words that channels set around a message, in the languages that ship: English and German.
extension Message {
    /// The heading that readers see above a section, such as “What happened”.
    public static func heading(for section: SectionName, locale: LocaleTag) -> String {
        switch (section, Language(locale)) {
        case (.whatHappened, .english): "What happened"
        case (.whatHappened, .german): "Was ist passiert"
        case (.impact, .english): "Impact"
        case (.impact, .german): "Auswirkungen"
        case (.whatWeDo, .english): "What we are doing"
        case (.whatWeDo, .german): "Was wir tun"
        case (.whatYouCanDo, .english): "What you can do"
        case (.whatYouCanDo, .german): "Was Sie tun können"
        case (.workaround, .english): "Workaround"
        case (.workaround, .german): "Übergangslösung"
        case (.dataExposure, .english): "Data concerned"
        case (.dataExposure, .german): "Betroffene Daten"
        case (.compensation, .english): "Compensation"
        case (.compensation, .german): "Entschädigung"
        case (.safeguards, .english): "What we are changing"
        case (.safeguards, .german): "Was wir ändern"
        case (.nextUpdate, .english): "Next update"
        case (.nextUpdate, .german): "Nächste Meldung"
        case (.help, .english): "Help"
        case (.help, .german): "Hilfe"
        }
    }

    /// The word for where an incident or a maintenance stands, such as “Resolved”, without brackets.
    public static func stateWord(for phase: Phase, locale: LocaleTag) -> String {
        switch (phase, Language(locale)) {
        case (.investigating, .english): "Investigating"
        case (.investigating, .german): "Wird untersucht"
        case (.identified, .english): "Identified"
        case (.identified, .german): "Ursache gefunden"
        case (.monitoring, .english): "Monitoring"
        case (.monitoring, .german): "Wird beobachtet"
        case (.resolved, .english): "Resolved"
        case (.resolved, .german): "Behoben"
        case (.postmortem, .english): "Review"
        case (.postmortem, .german): "Nachbericht"
        case (.scheduled, .english): "Scheduled"
        case (.scheduled, .german): "Geplant"
        case (.inProgress, .english): "In progress"
        case (.inProgress, .german): "Im Gange"
        case (.verifying, .english): "Verifying"
        case (.verifying, .german): "Wird geprüft"
        case (.completed, .english): "Completed"
        case (.completed, .german): "Abgeschlossen"
        }
    }

    /// The word for how bad an incident is, such as “Critical”.
    public static func severityWord(for severity: Severity, locale: LocaleTag) -> String {
        switch (severity, Language(locale)) {
        case (.sev1, .english): "Critical"
        case (.sev1, .german): "Kritisch"
        case (.sev2, .english): "Major"
        case (.sev2, .german): "Schwer"
        case (.sev3, .english), (.sev4, .english): "Minor"
        case (.sev3, .german), (.sev4, .german): "Gering"
        case (.sev5, .english): "Cosmetic"
        case (.sev5, .german): "Kosmetisch"
        }
    }

    /// What stands before a fact, or on the link to where there is more.
    package enum Label: Hashable, Sendable, CaseIterable {
        /// Before the components concerned.
        case affected
        /// Before the moment at which what is said was so.
        case asOf
        /// On the link to the incident's page.
        case history
        /// On the link to what its reader has chosen.
        case preferences
        /// On the link to the page where its reader leaves.
        case unsubscribe
    }

    /// The words of a label, such as “Affected”, without a colon.
    package static func label(_ label: Label, locale: LocaleTag) -> String {
        switch (label, Language(locale)) {
        case (.affected, .english): "Affected"
        case (.affected, .german): "Betroffen"
        case (.asOf, .english): "As of"
        case (.asOf, .german): "Stand"
        case (.history, .english): "History and current status"
        case (.history, .german): "Verlauf und aktueller Stand"
        case (.preferences, .english): "Choose what you hear of"
        case (.preferences, .german): "Auswählen, was Sie erfahren"
        case (.unsubscribe, .english): "Unsubscribe"
        case (.unsubscribe, .german): "Abmelden"
        }
    }

    /// A moment as a reader takes it in, in UTC: `Sat 21 Nov 2026, 14:05 UTC`, `Sa., 21. Nov. 2026, 14:05 UTC`.
    public static func readable(_ moment: Timestamp, locale: LocaleTag) -> String {
        let clock = moment.civilTime
        let time = "\(twoDigits(clock.hour)):\(twoDigits(clock.minute)) UTC"
        switch Language(locale) {
        case .english:
            let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][clock.weekday]
            let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            return "\(day) \(clock.day) \(months[clock.month - 1]) \(clock.year), \(time)"
        case .german:
            let day = ["So.", "Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa."][clock.weekday]
            let months = [
                "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
            ]
            return "\(day), \(clock.day). \(months[clock.month - 1]) \(clock.year), \(time)"
        }
    }

    /// What to set before the title of an exercise; nil where it is none.
    public var watermark: String? {
        guard facts.isDrill else { return nil }
        return Language(locale) == .german ? "ÜBUNG" : "EXERCISE"
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// A language that the words exist in; English stands in for every other.
    private enum Language {
        case english, german

        init(_ locale: LocaleTag) { self = locale.language == "de" ? .german : .english }
    }
}
