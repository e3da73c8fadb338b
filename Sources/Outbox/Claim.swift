// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// A delivery that the ledger could hand out, as the admission check sees it.
package struct Candidate: Hashable, Sendable {
    package let delivery: Delivery.ID
    package let destination: DestinationID
    package let lane: Lane.ID
    package let band: Band
    package let due: Timestamp

    package init(delivery: Delivery.ID, destination: DestinationID, lane: Lane.ID, band: Band, due: Timestamp) {
        self.delivery = delivery
        self.destination = destination
        self.lane = lane
        self.band = band
        self.due = due
    }
}

/// The ledger's number of a destination.
package struct DestinationID: Hashable, Sendable, Comparable {
    package let rawValue: Int64

    package init(_ rawValue: Int64) { self.rawValue = rawValue }

    package static func < (left: DestinationID, right: DestinationID) -> Bool { left.rawValue < right.rawValue }
}

/// What the engine says to a candidate.
///
/// Saying it is free: no attempt is recorded unless it is admitted.
package enum Admission: Hashable, Sendable {
    case admit
    /// Not before this moment: the destination's own limit is reached.
    case postpone(until: Timestamp)
    /// Not now, and nothing further of this lane either.
    case stop
}

/// An attempt that is this node's to make: its row is durable, and the wire may be touched.
package struct Claim: Hashable, Sendable {
    package let delivery: Delivery.ID
    package let lane: Lane.ID
    package let message: Message.ID
    package let destinationID: DestinationID
    package let destination: Destination
    /// The number of this attempt, from 1.
    package let attempt: Int
    /// Failures so far that count against the schedule.
    package let failures: Int
    package let band: Band
    /// How often a person has had it sent anew; nought for the first sending.
    package let generation: Int
    /// Where it stands in its failover chain; nil where the plan has none.
    package let place: ChainPlace?
    /// The receipt of the incident's first delivery to this destination.
    package let thread: Receipt?
    package let acceptedAt: Timestamp
    package let expiresAt: Timestamp

    package init(
        delivery: Delivery.ID,
        lane: Lane.ID,
        message: Message.ID,
        destinationID: DestinationID,
        destination: Destination,
        attempt: Int,
        failures: Int,
        band: Band,
        generation: Int = 0,
        place: ChainPlace? = nil,
        thread: Receipt?,
        acceptedAt: Timestamp,
        expiresAt: Timestamp
    ) {
        self.delivery = delivery
        self.lane = lane
        self.message = message
        self.destinationID = destinationID
        self.destination = destination
        self.attempt = attempt
        self.failures = failures
        self.band = band
        self.generation = generation
        self.place = place
        self.thread = thread
        self.acceptedAt = acceptedAt
        self.expiresAt = expiresAt
    }
}
