// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// How a component is, best first: the words of the Statuspage format.
package enum ComponentState: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
    case operational
    case underMaintenance = "under_maintenance"
    case degraded = "degraded_performance"
    case partialOutage = "partial_outage"
    case majorOutage = "major_outage"

    package static func < (left: ComponentState, right: ComponentState) -> Bool { left.rank < right.rank }

    private var rank: Int { ComponentState.allCases.firstIndex(of: self) ?? 0 }

    /// What an incident of that severity does, in that phase, to a component that it names.
    ///
    /// While a fix is being watched the component is better, and not well before the incident is resolved. Planned work
    /// counts from the update that says it has begun.
    package init(severity: Severity?, phase: Phase?) {
        switch phase {
        case .resolved, .postmortem, .completed, .scheduled: self = .operational
        case .inProgress, .verifying: self = .underMaintenance
        case .monitoring: self = severity == .sev5 ? .operational : .degraded
        case .investigating, .identified, nil:
            switch severity {
            case .sev1: self = .majorOutage
            case .sev2: self = .partialOutage
            case .sev3, .sev4, nil: self = .degraded
            case .sev5: self = .operational
            }
        }
    }
}
