// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import Outbox

extension Hub {
    /// Who got what: a page of deliveries, newest first.
    package func deliveries(
        matching filter: DeliveryFilter,
        after cursor: Delivery.ID?,
        limit: Int,
        for principal: Principal
    ) async throws(Fault) -> Reply {
        try principal.require(.read)
        let filter = canonical(filter)
        let page = try await storage.read { reader throws(Fault) in
            try reader.deliveries(matching: filter, after: cursor, limit: limit)
        }
        return try reply(
            200,
            Page(
                items: page.map { DeliveryView($0) },
                nextCursor: page.count == limit ? page.last?.id.description : nil
            )
        )
    }

    /// One delivery with every attempt, what came back of it of late, and those before and after it in its failover chain.
    package func show(_ id: Delivery.ID, to principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.read)
        let view = try await storage.read { reader throws(Fault) -> DeliveryView? in
            guard let record = try reader.delivery(id) else { return nil }
            return DeliveryView(
                record,
                attempts: try reader.attempts(of: id),
                chain: try DeliveryChain.around(record, in: reader),
                bounces: try BounceNote.all(of: id, in: reader)
            )
        }
        guard let view else { throw Fault.noDelivery(id) }
        return try reply(200, view)
    }
}

extension Fault {
    static func noDelivery(_ id: Delivery.ID) -> Fault {
        Fault(.notFound, "There is no delivery “\(id)”.", context: ["where": "/id"])
    }
}
