// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// What a kind of incident sets off.
package struct Playbook: Codable, Hashable, Sendable {
    package var name: PlaybookName
    package var condition: Condition
    /// Whom its incidents' updates reach.
    package var audiences: [AudienceName]
    /// The template for its updates.
    package var template: TemplateName?
    /// How long after an update in each phase the next one is due.
    package var cadence: [Phase: Duration]
    /// Whether declaring an incident without a word publishes the template's acknowledgement.
    package var acknowledges: Bool

    package init(
        name: PlaybookName,
        condition: Condition = Condition(),
        audiences: [AudienceName] = [],
        template: TemplateName? = nil,
        cadence: [Phase: Duration] = [:],
        acknowledges: Bool = false
    ) {
        self.name = name
        self.condition = condition
        self.audiences = audiences
        self.template = template
        self.cadence = cadence
        self.acknowledges = acknowledges
    }

    /// The incidents a playbook is for: every list that is not empty must share a value with the incident.
    package struct Condition: Codable, Hashable, Sendable {
        package var severities: [Severity]
        package var components: [ComponentName]
        package var categories: [String]

        package init(severities: [Severity] = [], components: [ComponentName] = [], categories: [String] = []) {
            self.severities = severities
            self.components = components
            self.categories = categories
        }

        package func holds(severity: Severity, components: [ComponentName], category: String) -> Bool {
            (severities.isEmpty || severities.contains(severity))
                && (self.components.isEmpty || !Set(self.components).isDisjoint(with: components))
                && (categories.isEmpty || categories.contains(category))
        }
    }
}

extension [Playbook] {
    /// The first playbook, in the configuration's order, whose condition holds.
    package func match(severity: Severity, components: [ComponentName], category: String) -> Playbook? {
        first { $0.condition.holds(severity: severity, components: components, category: category) }
    }
}
