// SPDX-License-Identifier: Apache-2.0

import Announcement

struct GermanWords: MessageWords {
    let exerciseMark = "ÜBUNG"
    let comma = ","

    func heading(for section: SectionName) -> String {
        switch section {
        case .whatHappened: "Was ist passiert"
        case .impact: "Auswirkungen"
        case .whatWeDo: "Was wir tun"
        case .whatYouCanDo: "Was Sie tun können"
        case .workaround: "Übergangslösung"
        case .dataExposure: "Betroffene Daten"
        case .compensation: "Entschädigung"
        case .safeguards: "Was wir ändern"
        case .nextUpdate: "Nächste Meldung"
        case .help: "Hilfe"
        }
    }

    func state(_ phase: Phase) -> String {
        switch phase {
        case .investigating: "Wird untersucht"
        case .identified: "Ursache gefunden"
        case .monitoring: "Wird beobachtet"
        case .resolved: "Behoben"
        case .postmortem: "Nachbericht"
        case .scheduled: "Geplant"
        case .inProgress: "Im Gange"
        case .verifying: "Wird geprüft"
        case .completed: "Abgeschlossen"
        }
    }

    func severity(_ severity: Severity) -> String {
        switch severity {
        case .sev1: "Kritisch"
        case .sev2: "Schwer"
        case .sev3, .sev4: "Gering"
        case .sev5: "Kosmetisch"
        }
    }

    func label(_ label: Message.Label) -> String {
        switch label {
        case .severity: "Schwere"
        case .affected: "Betroffen"
        case .started: "Beginn"
        case .ended: "Ende"
        case .planned: "Geplant"
        case .plannedStart: "Geplanter Beginn"
        case .plannedEnd: "Geplantes Ende"
        case .asOf: "Stand"
        case .history: "Verlauf und aktueller Stand"
        case .preferences: "Auswählen, was Sie erfahren"
        case .unsubscribe: "Abmelden"
        }
    }

    func correction(of sequence: Int) -> String { "Korrektur zu Meldung \(sequence)" }
    func corrected(by sequence: Int) -> String { "Korrigiert durch Meldung \(sequence)" }
    func span(from start: String, to end: String) -> String { "\(start) – \(end)" }

    func day(_ clock: Timestamp.CivilTime) -> String {
        let day = ["So.", "Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa."][clock.weekday]
        let months = [
            "Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez.",
        ]
        return "\(day), \(clock.day). \(months[clock.month - 1]) \(clock.year)"
    }
}
