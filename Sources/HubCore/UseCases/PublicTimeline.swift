// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
package import Incidents
import Outbox

extension Hub {
    /// What may be read of an incident by whoever knows its address, where there is no status page: the updates that its
    /// readers were told, oldest first.
    ///
    /// An update that was told to nobody is none of them, and neither is one for closed audiences alone: `internal`,
    /// `executives` and `partners`. Nil where nothing is left.
    package func publicTimeline(
        of id: Identifier<IncidentReference>
    ) async throws(Fault) -> (incident: Incident, updates: [IncidentUpdate])? {
        let (incident, updates) = try await storage.read { reader throws(Fault) in
            (try reader.incident(id), try reader.updates(of: id))
        }
        let visible = updates.filter { $0.isTold && Self.arePublic($0.audiences) }
        guard let incident, !visible.isEmpty else { return nil }
        return (incident, visible)
    }

    /// Whether one of them at least is made of readers.
    static func arePublic(_ audiences: [AudienceName]) -> Bool {
        audiences.contains { !Self.closedAudiences.contains($0.text) }
    }

    private static let closedAudiences: Set = ["internal", "executives", "partners"]
}
