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

    /// One delivery with every attempt.
    package func show(_ id: Delivery.ID, to principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.read)
        let (record, attempts) = try await storage.read { reader throws(Fault) in
            (try reader.delivery(id), try reader.attempts(of: id))
        }
        guard let record else { throw Fault(.notFound, "There is no delivery “\(id)”.", context: ["where": "/id"]) }
        return try reply(200, DeliveryView(record, attempts: attempts))
    }
}

/// A delivery as the API shows it.
struct DeliveryView: Encodable {
    let record: DeliveryRecord
    let attempts: [AttemptRecord]?

    init(_ record: DeliveryRecord, attempts: [AttemptRecord]? = nil) {
        self.record = record
        self.attempts = attempts
    }

    private enum CodingKeys: String, CodingKey {
        case id, message, incident, update, channel, to, locale, tags, state, attempts, receipt, fault
        case attemptCount = "attempt_count"
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case dueAt = "due_at"
        case finishedAt = "finished_at"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(record.id, forKey: .id)
        try values.encode(record.message, forKey: .message)
        try values.encode(record.incident, forKey: .incident)
        try values.encode(record.update, forKey: .update)
        try values.encode(record.destination.channel, forKey: .channel)
        try values.encode(record.destination.address, forKey: .to)
        try values.encode(record.destination.locale, forKey: .locale)
        try values.encode(record.destination.tags, forKey: .tags)
        try values.encode(record.state, forKey: .state)
        try values.encode(record.attempts, forKey: .attemptCount)
        try values.encode(record.createdAt, forKey: .createdAt)
        try values.encode(record.expiresAt, forKey: .expiresAt)
        try values.encode(record.dueAt, forKey: .dueAt)
        try values.encode(record.finishedAt, forKey: .finishedAt)
        try values.encode(record.receipt, forKey: .receipt)
        try values.encode(record.fault.map(FaultCatalogue.shipped.advised), forKey: .fault)
        try values.encodeIfPresent(attempts?.map { AttemptView(record: $0) }, forKey: .attempts)
    }
}

/// An attempt as the API shows it.
private struct AttemptView: Encodable {
    let record: AttemptRecord

    private enum CodingKeys: String, CodingKey {
        case number, result, receipt, fault, node
        case startedAt = "started_at"
        case endedAt = "ended_at"
        case latency = "latency_ms"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(record.number, forKey: .number)
        try values.encode(record.startedAt, forKey: .startedAt)
        try values.encode(record.endedAt, forKey: .endedAt)
        try values.encode(record.endedAt.map { ($0 - record.startedAt).milliseconds }, forKey: .latency)
        try values.encode(record.result, forKey: .result)
        try values.encode(record.receipt, forKey: .receipt)
        try values.encode(record.fault.map(FaultCatalogue.shipped.advised), forKey: .fault)
        try values.encode(record.node, forKey: .node)
    }
}
