// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// When planned work is to be done: from when, and until when where that is known.
package struct MaintenanceWindow: Hashable, Sendable {
    package var start: Timestamp?
    package var end: Timestamp?

    package init(start: Timestamp? = nil, end: Timestamp? = nil) {
        self.start = start
        self.end = end
    }

    package var isEmpty: Bool { start == nil && end == nil }

    /// What is planned once `change` is said with an update of `phase`; what it leaves out stays as it was.
    ///
    /// - Throws: ``FaultCode/schemaInvalid`` where the plan makes no sense: for something that is not planned work, from
    ///   a moment that has passed, or with an end before its beginning.
    package func revised(
        by change: MaintenanceWindow,
        in phase: Phase,
        now: Timestamp
    ) throws(Fault) -> MaintenanceWindow {
        guard !change.isEmpty else { return self }
        let given = change.start == nil ? "/scheduled_until" : "/scheduled_for"
        guard phase.isMaintenance, phase.isOpen else {
            throw MaintenanceWindow.fault(
                "An update of phase \(phase.rawValue) cannot say when work is planned.",
                "Use the phase scheduled, in_progress or verifying, or leave both times out.",
                at: given
            )
        }
        if phase == .scheduled, let start = change.start, start <= now {
            throw MaintenanceWindow.fault(
                "The work is planned to begin in the past.",
                "Give a time to come, or the phase in_progress where it has begun.",
                at: "/scheduled_for"
            )
        }
        if let end = change.end, end <= now {
            throw MaintenanceWindow.fault(
                "The work is planned to end in the past.",
                "Give a time to come, or the phase completed where it is over.",
                at: "/scheduled_until"
            )
        }
        let revised = MaintenanceWindow(start: change.start ?? start, end: change.end ?? end)
        guard let start = revised.start else {
            throw MaintenanceWindow.fault(
                "The work is planned to end, and not to begin.",
                "Give “scheduled_for” as well.",
                at: "/scheduled_until"
            )
        }
        if let end = revised.end, end <= start {
            throw MaintenanceWindow.fault(
                "The work is planned to end before it begins.",
                change.end == nil ? "Give “scheduled_until” as well." : nil,
                at: change.end == nil ? "/scheduled_for" : "/scheduled_until"
            )
        }
        return revised
    }

    private static func fault(_ message: String, _ suggestion: String?, at place: String) -> Fault {
        Fault(.schemaInvalid, message, suggestedAction: suggestion, context: ["where": place])
    }
}
