// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// What a page says now, as it follows from its record and its settings: no clock, no guess.
package struct PageState: Sendable {
    /// One line of the list of components.
    package struct Component: Hashable, Sendable {
        package var component: PageComponent
        package var state: ComponentState
        /// When an incident last changed its state; nil where none ever did.
        package var changedAt: Timestamp?
    }

    package let indicator: StatusIndicator
    package let components: [Component]
    /// Incidents that are not over, the worst first, then the latest.
    package let open: [PageIncident]
    /// Maintenance under way, then what is planned, the next first.
    package let active: [PageIncident]
    package let upcoming: [PageIncident]
    /// What is over, and notices; the latest first.
    package let past: [PageIncident]
    /// Everything, the latest first.
    package let all: [PageIncident]

    package init(_ record: PageRecord, components listed: [PageComponent]?) {
        let all = record.incidents.sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
        let open = all.filter { $0.isOpen && !$0.isMaintenance }
            .sorted { ($0.indicator, $0.updatedAt, $0.id) > ($1.indicator, $1.updatedAt, $1.id) }
        let active = all.filter(\.isActiveMaintenance).sorted(by: PageState.startsEarlier)
        let upcoming = all.filter { $0.phase == .scheduled && !$0.isNotice }.sorted(by: PageState.startsEarlier)
        past = all.filter { !$0.isOpen }.sorted { ($0.updatedAt, $0.id) > ($1.updatedAt, $1.id) }
        // An exercise says what it would do, and changes nothing.
        let effective = (open + active).filter { !$0.isDrill }
        let components = (listed ?? PageState.named(by: open + active + upcoming))
            .map { component in
                let concerned = effective.filter { $0.components.contains(component.name) }
                let state = concerned.map { ComponentState(severity: $0.severity, phase: $0.phase) }.max()
                let touched = all.filter { incident in
                    !incident.isDrill && incident.updates.contains { $0.components.contains(component.name) }
                }
                return Component(
                    component: component,
                    state: state ?? .operational,
                    changedAt: touched.map(\.updatedAt).max()
                )
            }
        self.all = all
        self.open = open
        self.active = active
        self.upcoming = upcoming
        self.components = components
        indicator = (effective.map(\.indicator) + components.map { StatusIndicator($0.state) }).max() ?? .none
    }

    /// Whether every open incident has its fix, and is being watched.
    package var isWatching: Bool { !open.isEmpty && open.allSatisfy { $0.phase == .monitoring } }

    private static func startsEarlier(_ left: PageIncident, _ right: PageIncident) -> Bool {
        (left.plannedStart ?? left.createdAt, left.id) < (right.plannedStart ?? right.createdAt, right.id)
    }

    /// Where nobody has listed the components: those that are spoken of, in their names' order.
    private static func named(by incidents: [PageIncident]) -> [PageComponent] {
        Set(incidents.flatMap(\.components)).sorted().map { PageComponent($0) }
    }
}
