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

    /// Accepts a message, and makes its deliveries at once where they are few and no earlier message of its incident
    /// still waits for its own.
    @discardableResult
    package func enqueue(
        _ message: OutboxMessage,
        destinations: [Destination],
        planner: any DeliveryPlanner
    ) async throws(Fault) -> EnqueueResult {
        state.withLock { state in
            state.touched = []
            let isBlocked = state.isExpanding(before: message.incident)
            state.accept(message, for: destinations)
            guard destinations.count <= immediateLimit, !isBlocked else {
                return EnqueueResult(deliveries: destinations.count, lanes: [])
            }
            let created = state.expand(message.id, limit: .max, planner: planner)
            return EnqueueResult(deliveries: created, lanes: state.statuses(of: state.touched, now: message.acceptedAt))
        }
    }

    package func open(
        node: String,
        now: Timestamp,
        settling: @escaping @Sendable (Orphan) -> Disposition
    ) async throws(Fault) -> LedgerOpening {
        state.withLock { $0.open(node: node, now: now, settling: settling) }
    }

    package func lanes() async throws(Fault) -> [LaneStatus] {
        state.withLock { $0.statuses(of: $0.busyLanes, now: $0.now) }
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
        state.withLock { $0.expandNext(limit: limit, now: now, planner: planner) }
    }

    package func message(_ id: Message.ID) async throws(Fault) -> OutboxMessage? {
        state.withLock { $0.messages[id] }
    }

    /// Every delivery, in the order in which they were made.
    package func records() async -> [DeliveryRecord] {
        state.withLock { $0.rows.values.map(\.record).sorted { $0.id < $1.id } }
    }

    /// The attempts of a delivery, in the order in which they were made.
    package func attempts(of delivery: Delivery.ID) async -> [AttemptRecord] {
        state.withLock { $0.attempts[delivery] ?? [] }
    }
}
