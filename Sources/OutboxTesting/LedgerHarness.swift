// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
package import Outbox

/// A ledger under test, with a way to fill it and to look into it.
package protocol LedgerHarness: Sendable {
    var ledger: any Ledger { get }

    /// Accepts a message to these destinations. At most 256 are made deliveries at once, unless an earlier message of
    /// the same incident still waits for its own.
    func enqueue(
        _ message: OutboxMessage,
        destinations: [Destination],
        planner: any DeliveryPlanner
    ) async throws(Fault) -> EnqueueResult

    /// Every delivery, in the order of their numbers.
    func records() async throws(Fault) -> [DeliveryRecord]

    func attempts(of delivery: Delivery.ID) async throws(Fault) -> [AttemptRecord]
}

extension MemoryLedger: LedgerHarness {
    package var ledger: any Ledger { self }
}
