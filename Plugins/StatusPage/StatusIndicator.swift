// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// What the page says at a glance, best first: the words of the Statuspage format.
package enum StatusIndicator: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
    case none, maintenance, minor, major, critical

    package static func < (left: StatusIndicator, right: StatusIndicator) -> Bool { left.rank < right.rank }

    private var rank: Int { StatusIndicator.allCases.firstIndex(of: self) ?? 0 }

    /// How much an incident weighs: by its severity, whatever its phase; maintenance is maintenance.
    ///
    /// Nobody has said how bad an incident without a severity is: it counts as minor.
    package init(severity: Severity?, phase: Phase?) {
        if phase?.isMaintenance == true {
            self = .maintenance
        } else {
            switch severity {
            case .sev1: self = .critical
            case .sev2: self = .major
            case .sev3, .sev4, nil: self = .minor
            case .sev5: self = .none
            }
        }
    }

    /// How much a component in that state weighs.
    package init(_ state: ComponentState) {
        switch state {
        case .operational: self = .none
        case .underMaintenance: self = .maintenance
        case .degraded: self = .minor
        case .partialOutage: self = .major
        case .majorOutage: self = .critical
        }
    }

    /// Statuspage's own words, in English for programs.
    package var description: String {
        switch self {
        case .none: "All Systems Operational"
        case .maintenance: "Service Under Maintenance"
        case .minor: "Partially Degraded Service"
        case .major: "Partial System Outage"
        case .critical: "Major System Outage"
        }
    }
}
