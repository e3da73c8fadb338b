// SPDX-License-Identifier: Apache-2.0

import Announcement

struct EnglishWords: MessageWords {
    let exerciseMark = "EXERCISE"
    let comma = ","

    func heading(for section: SectionName) -> String {
        switch section {
        case .whatHappened: "What happened"
        case .impact: "Impact"
        case .whatWeDo: "What we are doing"
        case .whatYouCanDo: "What you can do"
        case .workaround: "Workaround"
        case .dataExposure: "Data concerned"
        case .compensation: "Compensation"
        case .safeguards: "What we are changing"
        case .nextUpdate: "Next update"
        case .help: "Help"
        }
    }

    func state(_ phase: Phase) -> String {
        switch phase {
        case .investigating: "Investigating"
        case .identified: "Identified"
        case .monitoring: "Monitoring"
        case .resolved: "Resolved"
        case .postmortem: "Review"
        case .scheduled: "Scheduled"
        case .inProgress: "In progress"
        case .verifying: "Verifying"
        case .completed: "Completed"
        }
    }

    func severity(_ severity: Severity) -> String {
        switch severity {
        case .sev1: "Critical"
        case .sev2: "Major"
        case .sev3, .sev4: "Minor"
        case .sev5: "Cosmetic"
        }
    }

    func label(_ label: Message.Label) -> String {
        switch label {
        case .severity: "Severity"
        case .affected: "Affected"
        case .started: "Started"
        case .ended: "Ended"
        case .planned: "Planned"
        case .plannedStart: "Planned start"
        case .plannedEnd: "Planned end"
        case .asOf: "As of"
        case .history: "History and current status"
        case .preferences: "Choose what you hear of"
        case .unsubscribe: "Unsubscribe"
        }
    }

    func correction(of sequence: Int) -> String { "Correction of update \(sequence)" }
    func corrected(by sequence: Int) -> String { "Corrected by update \(sequence)" }
    func span(from start: String, to end: String) -> String { "\(start) – \(end)" }

    func day(_ clock: Timestamp.CivilTime) -> String {
        let day = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][clock.weekday]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(day) \(clock.day) \(months[clock.month - 1]) \(clock.year)"
    }
}
