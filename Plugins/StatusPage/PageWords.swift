// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// The words that a page alone sets around what is said, in one language; English stands in for those that are not here.
package struct PageWords: Sendable {
    /// Of the page as a whole, by what it says at a glance.
    let sentence: [StatusIndicator: String]
    /// Instead of ``sentence``: a small problem is known that nobody need mind.
    let smallProblem: String
    /// Instead of ``sentence``: every open incident has its fix.
    let watching: String
    let component: [ComponentState: String]
    let cancelled: String
    let notice: String

    let skip: String
    let languages: String
    let current: String
    let activeMaintenance: String
    let plannedMaintenance: String
    let components: String
    let otherComponents: String
    let journeys: String
    let past: String
    let nothingPast: String
    let noIncidents: String
    let history: String
    let allHistory: String
    let backToPage: String
    let timeline: String
    let allUpdates: String
    let nextUpdate: String
    let nextUpdateOpen: String
    let review: String
    let help: String
    let subscribe: String
    let feeds: String
    let calendar: String
    let utcNote: String
    let moreIncidents: String
    /// What live.js says once it has brought in a newer page.
    let renewed: String
    /// What live.js adds to a promised time that has passed.
    let overdue: String
    /// What live.js adds to a planned moment that has passed.
    let planPassed: String

    /// For headings, in full.
    let months: [String]

    package static func of(_ locale: LocaleTag) -> PageWords {
        switch locale.language {
        case "de": german
        case "ar": arabic
        default: english
        }
    }

    /// The language that the words are in, for readers of `locale`.
    static func language(for locale: LocaleTag) -> LocaleTag {
        ["en", "de", "ar"].contains(locale.language) ? locale : .english
    }

    /// A month as a heading, from `2026-11`.
    package func month(_ text: String) -> String {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 2, (1...12).contains(parts[1]) else { return text }
        return "\(months[parts[1] - 1]) \(parts[0])"
    }

    func sentence(for state: PageState) -> String {
        if state.isWatching, state.indicator > .maintenance { return watching }
        if state.indicator == .none, state.open.contains(where: { !$0.isDrill }) { return smallProblem }
        return sentence[state.indicator] ?? state.indicator.description
    }
}
