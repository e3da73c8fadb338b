// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// When the next update is due.
package enum Cadence {
    /// The playbook's interval for the phase, else the default for the severity; nil where no update is awaited.
    package static func interval(for severity: Severity, in phase: Phase, playbook: Playbook?) -> Duration? {
        guard phase.isOpen, !phase.isMaintenance else { return nil }
        return playbook?.cadence[phase] ?? standard(for: severity, in: phase)
    }

    /// Intervals in use by incident-response teams: 20 to 30 minutes for the gravest, twice that while monitoring.
    private static func standard(for severity: Severity, in phase: Phase) -> Duration? {
        let minutes: Int? =
            switch (severity, phase) {
            case (.sev1, .monitoring): 40
            case (.sev1, _): 20
            case (.sev2, .monitoring): 60
            case (.sev2, _): 30
            case (.sev3, .monitoring): 240
            case (.sev3, _): 120
            case (.sev4, _): 1_440
            case (.sev5, _): nil
            }
        return minutes.map { .seconds($0 * 60) }
    }
}
