// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import Incidents
import Outbox

extension Hub {
    /// One incident with its timeline and what became of its deliveries.
    package func show(_ id: Identifier<IncidentReference>, to principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.read)
        let incident = try await find(id)
        let (updates, tally, feedback) = try await storage.read { reader throws(Fault) in
            (try reader.updates(of: id), try reader.tally(ofIncident: id), try reader.feedbackTotals(on: id))
        }
        return try reply(
            200,
            IncidentView(
                incident,
                url: link(to: id),
                updates: updates.map { UpdateView($0) },
                deliveries: tally,
                feedback: FeedbackTotals(feedback)
            )
        )
    }

    /// A page of incidents, newest first.
    package func incidents(
        matching filter: IncidentFilter,
        after cursor: Incident.ID?,
        limit: Int,
        for principal: Principal
    ) async throws(Fault) -> Reply {
        try principal.require(.read)
        let page = try await storage.read { reader throws(Fault) in
            try reader.incidents(matching: filter, after: cursor, limit: limit)
        }
        return try reply(
            200,
            Page(
                items: page.map { IncidentView($0, url: link(to: $0.id)) },
                nextCursor: page.count == limit ? page.last?.id.text : nil
            )
        )
    }
}

/// A page of a list, and where the next one starts.
struct Page<Item: Encodable>: Encodable {
    let items: [Item]
    let nextCursor: String?

    private enum CodingKeys: String, CodingKey {
        case items
        case nextCursor = "next_cursor"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(items, forKey: .items)
        try values.encode(nextCursor, forKey: .nextCursor)
    }
}
