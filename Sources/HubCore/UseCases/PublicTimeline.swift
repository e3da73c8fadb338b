// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
package import Incidents
import Outbox

extension Hub {
    /// What anyone may read of an incident: its published updates, oldest first.
    ///
    /// Nil where nothing has been published.
    package func publicTimeline(
        of id: Identifier<IncidentReference>
    ) async throws(Fault) -> (incident: Incident, updates: [IncidentUpdate])? {
        let (incident, updates) = try await storage.read { reader throws(Fault) in
            (try reader.incident(id), try reader.updates(of: id))
        }
        guard let incident, !updates.isEmpty else { return nil }
        return (incident, updates)
    }
}
