// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import Outbox

/// A ledger under test, with a way to fill it, to act on it as people do, and to look into it.
package protocol LedgerHarness: Sendable {
    var ledger: any Ledger { get }

    /// Runs `body` in one transaction, which is durable when this returns.
    func write<Result: Sendable>(
        _ body: @escaping @Sendable (any OutboxWriting) throws(Fault) -> Result
    ) async throws(Fault) -> Result

    /// Runs `body` on what is there now.
    func read<Result: Sendable>(
        _ body: @escaping @Sendable (any OutboxReading) throws(Fault) -> Result
    ) async throws(Fault) -> Result

    /// Excludes an address from every future message, or takes it in again.
    ///
    /// - Returns: whether there is such a destination.
    @discardableResult
    func setUnsubscribed(
        _ isUnsubscribed: Bool,
        channel: ChannelName,
        address: String
    ) async throws(Fault) -> Bool
}

/// What tests do to any ledger, in short.
extension LedgerHarness {
    /// Accepts a message to these destinations.
    ///
    /// At most 256 are made deliveries at once, and none while an earlier message of the same incident still waits for
    /// its own.
    @discardableResult
    package func enqueue(
        _ message: OutboxMessage,
        destinations: [Destination],
        planner: any DeliveryPlanner
    ) async throws(Fault) -> EnqueueResult {
        try await write { outbox throws(Fault) in
            try outbox.enqueue(message, to: Recipients(destinations: destinations), planner: planner)
        }
    }

    /// Every delivery, in the order of their numbers.
    package func records() async throws(Fault) -> [DeliveryRecord] {
        try await records(matching: DeliveryFilter())
    }

    /// The deliveries that match, in the order of their numbers.
    package func records(matching filter: DeliveryFilter) async throws(Fault) -> [DeliveryRecord] {
        try await read { outbox throws(Fault) in
            try outbox.deliveries(matching: filter, after: nil, limit: 1_000_000)
        }
        .sorted { $0.id < $1.id }
    }

    package func attempts(of delivery: Delivery.ID) async throws(Fault) -> [AttemptRecord] {
        try await read { outbox throws(Fault) in try outbox.attempts(of: delivery) }
    }

    /// Holds a destination by its address.
    @discardableResult
    package func hold(_ destination: Destination, because fault: Fault, now: Timestamp) async throws(Fault) -> Bool {
        try await write { outbox throws(Fault) in
            try outbox.hold(channel: destination.channel, address: destination.address, because: fault, now: now)
        }
    }

    package func release(
        _ destination: Destination,
        _ choice: ReleaseChoice,
        limit: Int = 1_000,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) async throws(Fault) -> Expansion? {
        try await write { outbox throws(Fault) in
            try outbox.release(
                channel: destination.channel,
                address: destination.address,
                choice,
                limit: limit,
                now: now,
                planner: planner
            )
        }
    }

    @discardableResult
    package func replay(
        _ id: Delivery.ID,
        priority: Priority = .backfill,
        force: Bool = false,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) async throws(Fault) -> ReplayOutcome {
        try await write { outbox throws(Fault) in
            try outbox.replay(id, priority: priority, force: force, now: now, planner: planner)
        }
    }

    package func insert(_ recovery: Recovery) async throws(Fault) {
        try await write { outbox throws(Fault) in try outbox.insert(recovery) }
    }

    @discardableResult
    package func set(
        _ state: Recovery.State,
        ofRecovery id: Recovery.ID,
        now: Timestamp
    ) async throws(Fault) -> Recovery? {
        try await write { outbox throws(Fault) in try outbox.set(state, ofRecovery: id, now: now) }
    }

    package func recovery(_ id: Recovery.ID) async throws(Fault) -> Recovery? {
        try await read { outbox throws(Fault) in try outbox.recovery(id) }
    }

    /// Deletes page by page until nothing more is past its retention.
    ///
    /// - Returns: how many rows were deleted altogether.
    @discardableResult
    package func pruneAll(_ retention: Retention, limit: Int = 1_000, now: Timestamp) async throws(Fault) -> Int {
        var total = 0
        while true {
            let deleted = try await write { outbox throws(Fault) in
                try outbox.prune(retention, limit: limit, now: now)
            }
            guard deleted > 0 else { return total }
            total += deleted
        }
    }
}
