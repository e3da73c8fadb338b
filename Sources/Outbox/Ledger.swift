// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// The durable record of every delivery and attempt, as the engine uses it.
///
/// The contract, which the conformance suite in `OutboxTesting` holds every implementation to:
/// - What a method returns is durable before it returns.
/// - ``exchange(_:admitting:)`` writes an attempt's row in the same transaction that hands the claim out.
/// - A finish is applied only where delivery, attempt and epoch all match what is in flight; every other is reported
///   as lost and changes nothing.
/// - Attempt numbers of a delivery are contiguous from 1. No delivery leaves a closed state by itself.
/// - Of one incident and destination, at most one delivery is ready or in flight, and none older than one that has
///   already been delivered.
/// - A dead lane's rows are not touched by work on other lanes.
package protocol Ledger: Sendable {
    /// Takes over the ledger for this node under a new epoch.
    ///
    /// Attempts that earlier epochs left in flight are finished as `unknown` and their deliveries disposed of as
    /// `settling` says.
    func open(
        node: String,
        now: Timestamp,
        settling: @escaping @Sendable (Orphan) -> Disposition
    ) async throws(Fault) -> LedgerOpening

    /// Every lane that has something ready, and when it is due.
    func lanes() async throws(Fault) -> [LaneStatus]

    /// Finishes attempts and claims new ones in one transaction.
    ///
    /// `admitting` is called inside it for each candidate, most urgent first and oldest due first, never more than the
    /// quota admits. An expired candidate becomes `expired` without being asked about. It may be called again for the
    /// same candidate where the transaction has to be repeated.
    func exchange(
        _ exchange: Exchange,
        admitting: @escaping @Sendable (Candidate) -> Admission
    ) async throws(Fault) -> ExchangeResult

    /// Makes the deliveries of one further page of an accepted message, at most `limit`; resumable after a crash.
    ///
    /// Messages of one incident are expanded in their order; among the rest the most urgent comes first.
    func expand(limit: Int, now: Timestamp, planner: any DeliveryPlanner) async throws(Fault) -> Expansion

    /// The content of an accepted message; nil where there is none of that id.
    func message(_ id: Message.ID) async throws(Fault) -> OutboxMessage?
}

package struct LedgerOpening: Hashable, Sendable {
    package let epoch: Int64
    /// How many attempts were found in flight and are now `unknown`.
    package let recovered: Int

    package init(epoch: Int64, recovered: Int) {
        self.epoch = epoch
        self.recovered = recovered
    }
}

/// Finishes to record and lanes to claim from.
package struct Exchange: Hashable, Sendable {
    package struct Quota: Hashable, Sendable {
        package let lane: Lane.ID
        package let limit: Int

        package init(lane: Lane.ID, limit: Int) {
            self.lane = lane
            self.limit = limit
        }
    }

    package var epoch: Int64
    package var now: Timestamp
    package var finishes: [Finish]
    package var quotas: [Quota]

    package init(epoch: Int64, now: Timestamp, finishes: [Finish] = [], quotas: [Quota] = []) {
        self.epoch = epoch
        self.now = now
        self.finishes = finishes
        self.quotas = quotas
    }
}

package struct ExchangeResult: Hashable, Sendable {
    package var claims: [Claim]
    /// Attempts that were no longer this epoch's to finish.
    package var lost: [Delivery.ID]
    /// The status of every lane that was claimed from, or that a finish or expiry gave work to.
    package var lanes: [LaneStatus]

    package init(claims: [Claim] = [], lost: [Delivery.ID] = [], lanes: [LaneStatus] = []) {
        self.claims = claims
        self.lost = lost
        self.lanes = lanes
    }
}

package struct Expansion: Hashable, Sendable {
    /// The lanes that were given work.
    package var lanes: [LaneStatus]
    package var created: Int
    /// Whether no accepted message is left to expand.
    package var isFinished: Bool

    package init(lanes: [LaneStatus] = [], created: Int = 0, isFinished: Bool = true) {
        self.lanes = lanes
        self.created = created
        self.isFinished = isFinished
    }
}
