// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// The durable record of every delivery and attempt, as the engine uses it.
///
/// The contract, which the conformance suite in `OutboxTesting` holds every implementation to:
/// - What a method returns is durable before it returns.
/// - ``exchange(_:admitting:)`` writes an attempt's row in the same transaction that hands the claim out.
/// - A finish is applied only where delivery, attempt and epoch all match what is in flight; every other is reported
///   as lost and changes nothing, except that what it tells of an attempt which was settled as `unknown` since is noted
///   with that attempt, once.
/// - A receipt's ``Receipt/restUntil`` is not kept.
/// - Attempt numbers of a delivery are contiguous from 1. No delivery leaves a closed state but by a person's replay.
/// - Of one incident and destination, at most one delivery is ready or in flight, and none older than one that has
///   already been delivered.
/// - A dead lane's rows are not touched by work on other lanes.
/// - Of a failover chain, the first delivery that arrives ends the others: earlier ones become `rerouted`, later ones
///   `cancelled`; one that is in flight then ends so unless it arrives too.
/// - A held destination's deliveries are `held`, and nothing of them is claimed.
/// - To a reader who has come to want nothing, nothing further is claimed either: its deliveries become `cancelled`,
///   except those of messages that the reader asked for (``OutboxMessage/isSolicited``).
/// - Of several destinations of one person on one channel, a message's fan-out takes one.
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
    /// Candidates are taken from the bands of a quota in turn, by weight (the first turn is the most urgent band's), and
    /// within a band oldest due first. `admitting` is called inside the transaction for each, never more than the quota
    /// admits. An expired candidate becomes `expired` and one whose destination is held becomes `held` without being
    /// asked about. It may be called again for the same candidate where the transaction has to be repeated.
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

    /// Passes deliveries on to the next step of their chain, at most the sweep's `limit`.
    ///
    /// Only deliveries whose plan has a ``DeliveryPlan/patience`` are ever asked about, and only while they are ready,
    /// wait for their turn, or are held by reason of their destination or an unknown outcome.
    func reroute(
        _ sweep: RerouteSweep,
        deciding: @escaping @Sendable (Overdue) -> RerouteDecision
    ) async throws(Fault) -> RerouteResult

    /// Closes what has expired among the next `limit` ready deliveries of a lane, in the order of the lane's queue
    /// behind `place`: what nobody claims expires all the same.
    ///
    /// - Returns: the place to go on from, nil at the end, and the lanes whose order was moved on by it.
    func expire(
        in lane: Lane.ID,
        after place: QueuePlace?,
        limit: Int,
        now: Timestamp
    ) async throws(Fault) -> (place: QueuePlace?, expired: Int, lanes: [LaneStatus])

    /// Makes due at once what waits because its channel's credentials or settings were refused, among the next `limit`
    /// ready deliveries of a lane, in the order of the lane's queue behind `place`.
    ///
    /// - Returns: the place to go on from, nil at the end, and the lane where something is due now that was not.
    func hasten(
        in lane: Lane.ID,
        after place: QueuePlace?,
        limit: Int,
        now: Timestamp
    ) async throws(Fault) -> (place: QueuePlace?, lanes: [LaneStatus])

    /// How many attempts have ended since the beginning of an hour, by channel, hour and outcome; those that
    /// ``open(node:now:settling:)`` has settled are among them.
    func recentAttempts(since: Timestamp) async throws(Fault) -> [HourlyCount]

    /// Goes on with the recoveries that are running: replays one further page of at most `limit` deliveries.
    func recover(limit: Int, now: Timestamp, planner: any DeliveryPlanner) async throws(Fault) -> Expansion

    /// Holds a destination: its waiting deliveries become `held` when their turn comes, and later ones from the start.
    ///
    /// - Returns: false where it was held already; nothing changes then.
    func hold(_ destination: DestinationID, because fault: Fault, now: Timestamp) async throws(Fault) -> Bool

    /// Keeps the state of lanes' breakers over a restart; closed ones are forgotten.
    func remember(_ health: [LaneHealth]) async throws(Fault)
}

package struct LedgerOpening: Hashable, Sendable {
    package let epoch: Int64
    /// How many attempts were found in flight and are now `unknown`.
    package let recovered: Int
    /// The breakers that were open.
    package let health: [LaneHealth]

    package init(epoch: Int64, recovered: Int, health: [LaneHealth] = []) {
        self.epoch = epoch
        self.recovered = recovered
        self.health = health
    }
}

/// A place in a lane's queue.
package struct QueuePlace: Hashable, Sendable {
    package let band: Band
    package let due: Timestamp
    package let delivery: Delivery.ID

    package init(band: Band, due: Timestamp, delivery: Delivery.ID) {
        self.band = band
        self.due = due
        self.delivery = delivery
    }
}
