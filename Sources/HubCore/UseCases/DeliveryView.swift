// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// A delivery as the API shows it.
struct DeliveryView: Encodable, Sendable {
    let record: DeliveryRecord
    let attempts: [AttemptRecord]?
    let chain: [DeliveryRecord]?
    let bounces: [BounceNote]?

    init(
        _ record: DeliveryRecord,
        attempts: [AttemptRecord]? = nil,
        chain: [DeliveryRecord]? = nil,
        bounces: [BounceNote]? = nil
    ) {
        self.record = record
        self.attempts = attempts
        self.chain = chain
        self.bounces = bounces
    }

    private enum CodingKeys: String, CodingKey {
        case id, message, incident, update, channel, to, locale, tags, state, attempts, receipt, fault, generation
        case explanation, chain, bounces
        case attemptCount = "attempt_count"
        case createdAt = "created_at"
        case expiresAt = "expires_at"
        case dueAt = "due_at"
        case finishedAt = "finished_at"
        case reroutedFrom = "rerouted_from"
        case reroutedTo = "rerouted_to"
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
        try values.encode(record.explanation(among: chain ?? []), forKey: .explanation)
        try values.encode(record.attempts, forKey: .attemptCount)
        try values.encode(record.generation, forKey: .generation)
        try values.encode(record.createdAt, forKey: .createdAt)
        try values.encode(record.expiresAt, forKey: .expiresAt)
        try values.encode(record.dueAt, forKey: .dueAt)
        try values.encode(record.finishedAt, forKey: .finishedAt)
        try values.encode(record.receipt, forKey: .receipt)
        try values.encode(record.fault.map(FaultCatalogue.shipped.advised), forKey: .fault)
        try values.encode(record.reroutedFrom, forKey: .reroutedFrom)
        try values.encode(record.reroutedTo, forKey: .reroutedTo)
        try values.encodeIfPresent(chain?.map { ChainLink(record: $0) }, forKey: .chain)
        try values.encodeIfPresent(bounces, forKey: .bounces)
        try values.encodeIfPresent(attempts?.map { AttemptView(record: $0) }, forKey: .attempts)
    }
}

/// A delivery as a link of a failover chain.
private struct ChainLink: Encodable {
    let record: DeliveryRecord

    private enum CodingKeys: String, CodingKey { case id, channel, to, state }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(record.id, forKey: .id)
        try values.encode(record.destination.channel, forKey: .channel)
        try values.encode(record.destination.address, forKey: .to)
        try values.encode(record.state, forKey: .state)
    }
}

/// An attempt as the API shows it.
private struct AttemptView: Encodable {
    let record: AttemptRecord

    private enum CodingKeys: String, CodingKey {
        case number, result, receipt, fault, node, late
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
        try values.encodeIfPresent(record.late.map { LateResultView(late: $0) }, forKey: .late)
    }
}

/// What was learned of an attempt too late, as the API shows it.
private struct LateResultView: Encodable {
    let late: AttemptRecord.LateResult

    private enum CodingKeys: String, CodingKey { case at, result, receipt, fault }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(late.at, forKey: .at)
        try values.encode(late.result, forKey: .result)
        try values.encode(late.receipt, forKey: .receipt)
        try values.encode(late.fault.map(FaultCatalogue.shipped.advised), forKey: .fault)
    }
}
