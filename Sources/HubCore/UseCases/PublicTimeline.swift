// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
package import Incidents
import Outbox

extension Hub {
    /// What anyone may read of an incident: its published updates, oldest first.
    ///
    /// An update for the audiences `internal` and `executives` alone is none of them. Nil where nothing is left.
    package func publicTimeline(
        of id: Identifier<IncidentReference>
    ) async throws(Fault) -> (incident: Incident, updates: [IncidentUpdate])? {
        let (incident, updates) = try await storage.read { reader throws(Fault) in
            (try reader.incident(id), try reader.updates(of: id))
        }
        let visible = updates.filter { update in
            update.audiences.isEmpty || update.audiences.contains { !Self.closedAudiences.contains($0.text) }
        }
        guard let incident, !visible.isEmpty else { return nil }
        return (incident, visible)
    }

    private static let closedAudiences: Set = ["internal", "executives"]
}
