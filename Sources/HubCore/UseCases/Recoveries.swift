// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import DeliveryEngine
package import Outbox

extension Hub {
    /// The recoveries, newest first.
    package func recoveries(limit: Int, for principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.read)
        let recoveries = try await storage.read { reader throws(Fault) in try reader.recoveries(limit: limit) }
        return try reply(200, Page(items: recoveries.map { RecoveryView($0) }, nextCursor: nil))
    }

    /// One recovery and how far it has come.
    package func show(_ id: Recovery.ID, to principal: Principal) async throws(Fault) -> Reply {
        try principal.require(.read)
        let recovery = try await storage.read { reader throws(Fault) in try reader.recovery(id) }
        guard let recovery else { throw Fault.noRecovery(id) }
        return try reply(200, RecoveryView(recovery))
    }

    /// Pauses, resumes or cancels a recovery; what it has sent anew stays so.
    ///
    /// - Throws: ``FaultCode/replayRefused`` where it is over.
    package func set(
        _ state: Recovery.State,
        ofRecovery id: Recovery.ID,
        by principal: Principal,
        idempotency: IdempotencyKey? = nil
    ) async throws(Fault) -> Reply {
        try principal.require(.send)
        return try await once(idempotency) { keep async throws(Fault) in
            let now = self.clock.now
            let reply = try await self.storage.write { transaction throws(Fault) in
                guard let recovery = try transaction.set(state, ofRecovery: id, now: now) else {
                    throw Fault.noRecovery(id)
                }
                guard recovery.state == state else {
                    throw Fault(
                        .replayRefused,
                        "The recovery is over: \(recovery.state.rawValue).",
                        suggestedAction: "Start another one where something is still to be sent.",
                        context: ["where": "/id", "state": recovery.state.rawValue]
                    )
                }
                try AuditTrail.record(
                    "recovery.\(state.rawValue)",
                    on: id.text,
                    by: principal.name,
                    at: now,
                    detail: ["replayed": "\(recovery.replayed)", "examined": "\(recovery.examined)"],
                    in: transaction
                )
                let reply = try self.reply(200, RecoveryView(recovery))
                try keep(transaction, reply)
                return reply
            }
            self.engine.wake([])
            return reply
        }
    }
}

extension Fault {
    fileprivate static func noRecovery(_ id: Recovery.ID) -> Fault {
        Fault(.notFound, "There is no recovery “\(id)”.", context: ["where": "/id"])
    }
}

/// A recovery as the API shows it.
struct RecoveryView: Encodable, Sendable {
    let recovery: Recovery

    init(_ recovery: Recovery) { self.recovery = recovery }

    private enum CodingKeys: String, CodingKey {
        case id, state, filter, examined, replayed, skipped
        case includesExpired = "include_expired"
        case createdAt = "created_at"
        case createdBy = "created_by"
        case finishedAt = "finished_at"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(recovery.id, forKey: .id)
        try values.encode(recovery.state, forKey: .state)
        try values.encode(recovery.filter.view, forKey: .filter)
        try values.encode(recovery.includesExpired, forKey: .includesExpired)
        try values.encode(recovery.createdAt, forKey: .createdAt)
        try values.encode(recovery.createdBy, forKey: .createdBy)
        try values.encode(recovery.examined, forKey: .examined)
        try values.encode(recovery.replayed, forKey: .replayed)
        try values.encode(recovery.skipped, forKey: .skipped)
        try values.encode(recovery.finishedAt, forKey: .finishedAt)
    }
}
