// SPDX-License-Identifier: Apache-2.0

import Announcement

extension PageWords {
    static let german = PageWords(
        sentence: [
            .none: "Alles funktioniert.",
            .maintenance: "Geplante Wartungsarbeiten sind im Gange.",
            .minor: "Einige Funktionen sind beeinträchtigt.",
            .major: "Wichtige Funktionen fallen für viele aus.",
            .critical: "Es gibt einen schweren Ausfall.",
        ],
        smallProblem: "Alles funktioniert; ein kleiner Fehler ist bekannt.",
        watching: "Der Fehler ist behoben, und wir beobachten die Lage.",
        component: [
            .operational: "Funktioniert",
            .underMaintenance: "In Wartung",
            .degraded: "Beeinträchtigt",
            .partialOutage: "Teilweise ausgefallen",
            .majorOutage: "Ausgefallen",
        ],
        cancelled: "Abgesagt",
        notice: "Hinweis",
        skip: "Zum aktuellen Stand",
        languages: "Sprachen",
        current: "Aktuelle Störungen",
        activeMaintenance: "Laufende Wartungsarbeiten",
        plannedMaintenance: "Geplante Wartungsarbeiten",
        components: "Komponenten",
        otherComponents: "Weitere",
        journeys: "Wofür",
        past: "Frühere Störungen",
        nothingPast: "Bisher wurde nichts gemeldet.",
        noIncidents: "Für diesen Monat ist nichts gemeldet.",
        history: "Verlauf",
        allHistory: "Alle Monate",
        backToPage: "Aktueller Stand",
        timeline: "Meldungen",
        allUpdates: "Alle Meldungen zu dieser Störung",
        nextUpdate: "Nächste Meldung bis",
        nextUpdateOpen: "Die nächste Meldung folgt, sobald es Neues gibt.",
        review: "Ein Nachbericht ist veröffentlicht.",
        help: "Hilfe erhalten",
        subscribe: "Meldungen abonnieren",
        feeds: "Diese Seite abonnieren",
        calendar: "Wartungskalender",
        utcNote: "Alle Zeiten in UTC.",
        moreIncidents: "Weitere Störungen stehen im Verlauf.",
        renewed: "Die Seite wurde aktualisiert.",
        overdue: "Diese Zeit ist verstrichen: Die Meldung verspätet sich.",
        planPassed: "Diese Zeit ist verstrichen.",
        months: [
            "Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
            "Dezember",
        ]
    )
}
