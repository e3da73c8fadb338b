// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import Outbox
import Synchronization

/// A whole ledger in memory, for tests of what uses one: the same rules, nothing durable but the object itself.
///
/// A crash is a second ``open(node:now:settling:)`` on the same object. Every time is given by the caller, so it runs
/// on a virtual clock as it stands.
package final class MemoryLedger: Ledger {
    /// A message to more destinations than this is left to ``expand(limit:now:planner:)``.
    private let immediateLimit: Int
    private let state = Mutex(MemoryLedgerState())

    package init(immediateLimit: Int = 256) { self.immediateLimit = immediateLimit }

    package func open(
        node: String,
        now: Timestamp,
        settling: @escaping @Sendable (Orphan) -> Disposition
    ) async throws(Fault) -> LedgerOpening {
        state.withLock { $0.open(node: node, now: now, settling: settling) }
    }

    package func lanes() async throws(Fault) -> [LaneStatus] {
        state.withLock { $0.statuses(of: $0.busyLanes) }
    }

    package func exchange(
        _ exchange: Exchange,
        admitting: @escaping @Sendable (Candidate) -> Admission
    ) async throws(Fault) -> ExchangeResult {
        state.withLock { $0.exchange(exchange, admitting: admitting) }
    }

    package func expand(
        limit: Int,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) async throws(Fault) -> Expansion {
        state.withLock { $0.expandNext(limit: limit, planner: planner) }
    }

    package func message(_ id: Message.ID) async throws(Fault) -> OutboxMessage? {
        state.withLock { $0.messages[id] }
    }

    package func reroute(
        _ sweep: RerouteSweep,
        deciding: @escaping @Sendable (Overdue) -> RerouteDecision
    ) async throws(Fault) -> RerouteResult {
        state.withLock { $0.reroute(sweep, deciding: deciding) }
    }

    package func expire(
        in lane: Lane.ID,
        after place: QueuePlace?,
        limit: Int,
        now: Timestamp
    ) async throws(Fault) -> (place: QueuePlace?, expired: Int, lanes: [LaneStatus]) {
        state.withLock { $0.expire(in: lane, after: place, limit: limit, now: now) }
    }

    package func hasten(
        in lane: Lane.ID,
        after place: QueuePlace?,
        limit: Int,
        now: Timestamp
    ) async throws(Fault) -> (place: QueuePlace?, lanes: [LaneStatus]) {
        state.withLock { $0.hasten(in: lane, after: place, limit: limit, now: now) }
    }

    package func recentAttempts(since: Timestamp) async throws(Fault) -> [HourlyCount] {
        state.withLock { $0.statistics(since: since) }
    }

    package func recover(
        limit: Int,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) async throws(Fault) -> Expansion {
        state.withLock { $0.recover(limit: limit, now: now, planner: planner) }
    }

    package func hold(_ destination: DestinationID, because fault: Fault, now: Timestamp) async throws(Fault) -> Bool {
        state.withLock { $0.hold(destination, because: fault, now: now) }
    }

    package func remember(_ health: [LaneHealth]) async throws(Fault) {
        state.withLock { $0.remember(health) }
    }
}

extension MemoryLedger: LedgerHarness {
    package var ledger: any Ledger { self }

    /// Runs `body` alone on the ledger; what it did before it threw stays.
    package func write<Result: Sendable>(
        _ body: @escaping @Sendable (any OutboxWriting) throws(Fault) -> Result
    ) async throws(Fault) -> Result {
        let limit = immediateLimit
        return try state.withLock { state throws(Fault) -> Result in
            // The transaction alone holds the state while it works, so that nothing is copied.
            let transaction = MemoryTransaction(state, immediateLimit: limit)
            state = MemoryLedgerState()
            defer { state = transaction.state }
            return try body(transaction)
        }
    }

    package func read<Result: Sendable>(
        _ body: @escaping @Sendable (any OutboxReading) throws(Fault) -> Result
    ) async throws(Fault) -> Result {
        let snapshot = state.withLock { $0 }
        return try body(MemoryTransaction(snapshot, immediateLimit: immediateLimit))
    }

    @discardableResult
    package func setUnsubscribed(
        _ isUnsubscribed: Bool,
        channel: ChannelName,
        address: String
    ) async throws(Fault) -> Bool {
        state.withLock { $0.setUnsubscribed(isUnsubscribed, channel: channel, address: address) }
    }

    /// Every delivery, in the order in which they were made.
    package func records() async -> [DeliveryRecord] {
        state.withLock { $0.records(matching: DeliveryFilter()) }
    }

    /// The attempts of a delivery, in the order in which they were made.
    package func attempts(of delivery: Delivery.ID) async -> [AttemptRecord] {
        state.withLock { $0.attempts[delivery] ?? [] }
    }
}
