// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Something that affects people, as the hub knows it: its facts and where it stands.
///
/// What was said about it is the list of its updates, kept beside it.
package struct Incident: Codable, Hashable, Sendable, Identifiable {
    package typealias ID = IncidentReference.ID

    package var id: ID
    /// What people see, in one line; constant unless someone corrects it.
    package var title: String
    package var severity: Severity
    package var category: String
    package var components: [ComponentName]
    package var labels: [String: String]
    /// Whom its updates reach unless an update says otherwise.
    package var audiences: [AudienceName]
    package var owner: String?
    /// The playbook that its declaration set off.
    package var playbook: PlaybookName?
    /// Nil until the first update is published.
    package var phase: Phase?
    package var startedAt: Timestamp
    /// When planned work is to be done; empty for everything else.
    package var window: MaintenanceWindow {
        get { MaintenanceWindow(start: scheduledFor, end: scheduledUntil) }
        set { (scheduledFor, scheduledUntil) = (newValue.start, newValue.end) }
    }
    package private(set) var scheduledFor: Timestamp?
    package private(set) var scheduledUntil: Timestamp?
    package var declaredAt: Timestamp
    package var resolvedAt: Timestamp?
    package var nextUpdateAt: Timestamp?
    /// How many updates have been published.
    package var updateCount: Int
    /// Raised by one with every change: two editors cannot overwrite each other unseen.
    package var revision: Int

    package init(
        id: ID,
        title: String,
        severity: Severity,
        category: String,
        components: [ComponentName],
        labels: [String: String] = [:],
        audiences: [AudienceName],
        owner: String? = nil,
        playbook: PlaybookName? = nil,
        phase: Phase? = nil,
        startedAt: Timestamp,
        window: MaintenanceWindow = MaintenanceWindow(),
        declaredAt: Timestamp,
        resolvedAt: Timestamp? = nil,
        nextUpdateAt: Timestamp? = nil,
        updateCount: Int = 0,
        revision: Int = 1
    ) {
        self.id = id
        self.title = title
        self.severity = severity
        self.category = category
        self.components = components
        self.labels = labels
        self.audiences = audiences
        self.owner = owner
        self.playbook = playbook
        self.phase = phase
        self.startedAt = startedAt
        self.scheduledFor = window.start
        self.scheduledUntil = window.end
        self.declaredAt = declaredAt
        self.resolvedAt = resolvedAt
        self.nextUpdateAt = nextUpdateAt
        self.updateCount = updateCount
        self.revision = revision
    }
}
