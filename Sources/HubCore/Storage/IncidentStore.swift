// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import Incidents

package protocol IncidentReading {
    func incident(_ id: Incident.ID) throws(Fault) -> Incident?

    /// Newest first, at most `limit`, starting behind `cursor`.
    func incidents(
        matching filter: IncidentFilter,
        after cursor: Incident.ID?,
        limit: Int
    ) throws(Fault) -> [Incident]

    /// In their order, oldest first.
    func updates(of incident: Incident.ID) throws(Fault) -> [IncidentUpdate]
}

package protocol IncidentWriting {
    func insert(_ incident: Incident) throws(Fault)
    func update(_ incident: Incident) throws(Fault)
    func insert(_ update: IncidentUpdate) throws(Fault)
}

/// Which incidents to list.
package struct IncidentFilter: Hashable, Sendable {
    /// Only those still open (true) or over (false).
    package var isOpen: Bool?
    package var severity: Severity?
    package var component: ComponentName?

    package init(isOpen: Bool? = nil, severity: Severity? = nil, component: ComponentName? = nil) {
        self.isOpen = isOpen
        self.severity = severity
        self.component = component
    }
}
