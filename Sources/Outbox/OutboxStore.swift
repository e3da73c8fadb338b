// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Accepting messages, and what people have done with their deliveries, inside a transaction that also holds what
/// they belong to.
package protocol OutboxWriting {
    /// Records the message and to whom it goes, and makes its first page of deliveries where they are few.
    ///
    /// - Throws: ``FaultCode/audienceUnknown`` for an audience that does not exist.
    func enqueue(
        _ message: OutboxMessage,
        to recipients: Recipients,
        planner: any DeliveryPlanner
    ) throws(Fault) -> EnqueueResult

    /// Makes a delivery ready anew, as new work of that priority: its next generation, with its schedule from the start
    /// and its attempts numbered on. Where it waits for a retry, it is due now instead.
    ///
    /// With `force`, what has arrived is sent again and what has expired is given a new term by the `planner`.
    ///
    /// - Throws: ``FaultCode/notFound`` where there is no such delivery.
    func replay(
        _ id: Delivery.ID,
        priority: Priority,
        force: Bool,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) throws(Fault) -> ReplayOutcome

    /// Keeps a recovery, for the ledger to go on with.
    func insert(_ recovery: Recovery) throws(Fault)

    /// Pauses, resumes or cancels a recovery that is not over.
    ///
    /// - Returns: it as it is now; nil where there is none of that id. One that is over stays as it is.
    func set(_ state: Recovery.State, ofRecovery id: Recovery.ID, now: Timestamp) throws(Fault) -> Recovery?

    /// Holds a destination of that channel and address.
    ///
    /// - Returns: whether there is such a destination that was not held.
    func hold(channel: ChannelName, address: String, because fault: Fault, now: Timestamp) throws(Fault) -> Bool

    /// Lets a held destination be reached again and does with what was held as chosen, at most `limit` at a time.
    ///
    /// What it has failed so far is forgotten: else its next failure would hold it again at once.
    ///
    /// - Returns: the lanes given work and how many deliveries were dealt with; call again until it is finished. Nil where
    ///   no such destination is held.
    func release(
        channel: ChannelName,
        address: String,
        _ choice: ReleaseChoice,
        limit: Int,
        now: Timestamp,
        planner: any DeliveryPlanner
    ) throws(Fault) -> Expansion?

    /// Keeps a whole channel back, or lets it go (nil); the fault says why.
    ///
    /// With a channel that is let go it is forgotten what its destinations have failed so far, as with one of them.
    func setHeld(_ fault: Fault?, channel: ChannelName, now: Timestamp) throws(Fault)

    /// Withdraws what waits on a channel, at most `limit` at a time; what is in flight is left.
    ///
    /// - Returns: how many; fewer than `limit` where nothing is left.
    func cancelWaiting(on channel: ChannelName, because fault: Fault, limit: Int, now: Timestamp) throws(Fault) -> Int

    /// Deletes what is past its retention, at most `limit` deliveries or attempts at a time.
    ///
    /// - Returns: how many rows were deleted; nought where nothing is left.
    func prune(_ retention: Retention, limit: Int, now: Timestamp) throws(Fault) -> Int
}

package struct EnqueueResult: Hashable, Sendable {
    /// How many destinations it goes to: exact where all were made at once, otherwise the sum of the audiences' sizes.
    package var deliveries: Int
    /// The lanes that were given work at once; the engine is told of them after the commit.
    package var lanes: [LaneStatus]

    package init(deliveries: Int, lanes: [LaneStatus]) {
        self.deliveries = deliveries
        self.lanes = lanes
    }
}

/// Looking up what became of messages.
package protocol OutboxReading {
    /// Newest first, at most `limit`, starting behind `cursor`.
    func deliveries(
        matching filter: DeliveryFilter,
        after cursor: Delivery.ID?,
        limit: Int
    ) throws(Fault) -> [DeliveryRecord]

    func delivery(_ id: Delivery.ID) throws(Fault) -> DeliveryRecord?

    /// In the order in which they were made.
    func attempts(of delivery: Delivery.ID) throws(Fault) -> [AttemptRecord]

    /// How many deliveries of an incident are in each state, from running totals.
    func tally(ofIncident incident: IncidentReference.ID) throws(Fault) -> [DeliveryState: Int]

    func tally(ofMessage message: Message.ID) throws(Fault) -> [DeliveryState: Int]

    /// How many deliveries match, by state: counted from the rows themselves, for people's reports and dry runs alone.
    func count(matching filter: DeliveryFilter) throws(Fault) -> [DeliveryState: Int]

    /// Every channel's deliveries among those that match, counted from the rows themselves, by channel.
    func reconcile(_ filter: DeliveryFilter) throws(Fault) -> [Reconciliation]

    /// The running totals of attempts since an hour, by channel, hour and outcome.
    func statistics(since: Timestamp) throws(Fault) -> [HourlyCount]

    /// Newest first.
    func recoveries(limit: Int) throws(Fault) -> [Recovery]

    func recovery(_ id: Recovery.ID) throws(Fault) -> Recovery?

    /// Held destinations of a channel, or of all, by when they were held, newest first.
    func heldDestinations(on channel: ChannelName?, limit: Int) throws(Fault) -> [HeldDestination]

    /// The channels that are held as a whole, and why.
    func heldChannels() throws(Fault) -> [ChannelName: Fault]
}
