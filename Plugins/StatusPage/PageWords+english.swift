// SPDX-License-Identifier: Apache-2.0

import Announcement

extension PageWords {
    static let english = PageWords(
        sentence: [
            .none: "Everything is working.",
            .maintenance: "Planned maintenance is under way.",
            .minor: "Some functions are impaired.",
            .major: "Important functions are failing for many people.",
            .critical: "A critical outage is under way.",
        ],
        smallProblem: "Everything works, with a small known problem.",
        watching: "A fix is in place, and we are watching it.",
        component: [
            .operational: "Working",
            .underMaintenance: "Under maintenance",
            .degraded: "Impaired",
            .partialOutage: "Partly down",
            .majorOutage: "Down",
        ],
        cancelled: "Cancelled",
        notice: "Notice",
        skip: "Skip to the current state",
        languages: "Languages",
        current: "Current incidents",
        activeMaintenance: "Maintenance under way",
        plannedMaintenance: "Planned maintenance",
        components: "Components",
        otherComponents: "Other",
        journeys: "Used to",
        past: "Past incidents",
        nothingPast: "Nothing has been reported so far.",
        noIncidents: "Nothing is reported for this month.",
        history: "History",
        allHistory: "All months",
        backToPage: "Current state",
        timeline: "Updates",
        allUpdates: "All updates of this incident",
        nextUpdate: "Next update by",
        nextUpdateOpen: "The next update comes as soon as there is something new to say.",
        review: "A review has been published.",
        help: "Get help",
        subscribe: "Get updates",
        feeds: "Follow this page",
        calendar: "Maintenance calendar",
        utcNote: "Times are in UTC.",
        moreIncidents: "More incidents are in the history.",
        renewed: "The page has been updated.",
        overdue: "This time has passed: the update is late.",
        planPassed: "This time has passed.",
        months: [
            "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
            "November", "December",
        ]
    )
}
