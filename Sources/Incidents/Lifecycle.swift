// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Which phase may follow which.
///
/// Incidents move between `investigating`, `identified` and `monitoring` as knowledge does, end in `resolved`, may be
/// reopened, and close with a `postmortem`. Maintenance runs from `scheduled` to `completed`. A phase may repeat: that
/// is an update without a change.
package enum Lifecycle {
    /// The phases that may come after `phase`; `nil` stands for an incident of which nothing has been published.
    package static func successors(of phase: Phase?) -> [Phase] {
        switch phase {
        case nil: [.investigating, .identified, .monitoring, .resolved, .scheduled, .inProgress]
        case .investigating: [.investigating, .identified, .monitoring, .resolved]
        case .identified: [.identified, .investigating, .monitoring, .resolved]
        case .monitoring: [.monitoring, .investigating, .identified, .resolved]
        case .resolved: [.resolved, .investigating, .identified, .monitoring, .postmortem]
        case .postmortem: [.postmortem, .investigating, .identified]
        case .scheduled: [.scheduled, .inProgress, .completed]
        case .inProgress: [.inProgress, .verifying, .completed]
        case .verifying: [.verifying, .inProgress, .completed]
        case .completed: [.completed]
        }
    }

    /// - Throws: ``FaultCode/invalidTransition``, listing the phases that are allowed.
    package static func validate(from current: Phase?, to next: Phase) throws(Fault) {
        let allowed = successors(of: current)
        guard !allowed.contains(next) else { return }
        let names = allowed.map(\.rawValue).joined(separator: ", ")
        throw Fault(
            .invalidTransition,
            "An incident that is \(current?.rawValue ?? "new") cannot become \(next.rawValue).",
            suggestedAction: "Use one of: \(names).",
            context: ["where": "/phase", "from": current?.rawValue ?? "new", "to": next.rawValue, "allowed": names]
        )
    }
}
