// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Accepting messages, inside a transaction that also holds what they belong to.
package protocol OutboxWriting {
    /// Records the message and to whom it goes, and makes its first page of deliveries where they are few.
    ///
    /// - Throws: ``FaultCode/audienceUnknown`` for an audience that does not exist.
    func enqueue(
        _ message: OutboxMessage,
        to recipients: Recipients,
        planner: any DeliveryPlanner
    ) throws(Fault) -> EnqueueResult
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
}
