// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Outbox
import SQLiteStorage
import Testing

/// What the engine does to the ledger, done by hand.
extension HubScene {
    static let refused = Fault(.recipientRejected, "The mailbox does not exist.")

    /// Makes one attempt at everything that is due; `end` says what each comes to.
    func attempt(
        _ end: @Sendable (Claim) -> (AttemptOutcome, Disposition) = { _ in (.delivered(Receipt(id: "r")), .delivered) }
    ) async throws {
        let (epoch, claims) = try await claim()
        try await finish(
            in: epoch,
            claims.map { claim in
                let (outcome, disposition) = end(claim)
                return Finish(
                    delivery: claim.delivery,
                    attempt: claim.attempt,
                    endedAt: clock.now,
                    outcome: outcome,
                    disposition: disposition
                )
            }
        )
    }

    /// Claims everything that is due.
    func claim() async throws -> (epoch: Int64, claims: [Claim]) {
        let epoch = try await storage.ledger.open(node: "test", now: clock.now, settling: { _ in .dead }).epoch
        let quotas = try await storage.ledger.lanes().map { Exchange.Quota(lane: $0.lane.id, limit: 10_000) }
        let exchange = Exchange(epoch: epoch, now: clock.now, quotas: quotas)
        return (epoch, try await storage.ledger.exchange(exchange, admitting: { _ in .admit }).claims)
    }

    /// Records the ends of attempts.
    func finish(in epoch: Int64, _ finishes: [Finish]) async throws {
        let exchange = Exchange(epoch: epoch, now: clock.now, finishes: finishes)
        let result = try await storage.ledger.exchange(exchange, admitting: { _ in .stop })
        #expect(result.lost.isEmpty)
    }

    /// Fails everything that is due for good.
    func giveUp() async throws { try await attempt { _ in (.failed(Self.refused), .dead) } }

    /// The only delivery to an address.
    func delivery(to address: String) async throws -> DeliveryRecord {
        let found = try await storage.read { reader throws(Fault) in
            try reader.deliveries(matching: DeliveryFilter(address: address), after: nil, limit: 2)
        }
        try #require(found.count == 1)
        return try #require(found.first)
    }

    /// The state of the only delivery to an address.
    func state(of address: String) async throws -> DeliveryState { try await delivery(to: address).state }
}
