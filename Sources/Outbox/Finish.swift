// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What an attempt came to.
package enum AttemptOutcome: Hashable, Sendable {
    case delivered(Receipt)
    case failed(Fault)
    /// Nobody can tell; the fault says why.
    case unknown(Fault)
}

/// What becomes of the delivery after an attempt.
package enum Disposition: Hashable, Sendable {
    case delivered
    /// Due again at that moment. Where a newer update has come for the same destination and only the latest counts, the
    /// ledger makes it `superseded` instead.
    ///
    /// - Parameter charged: whether the failure uses up a step of the schedule.
    case retry(at: Timestamp, charged: Bool)
    case held
    case expired
    /// Where the finish also reroutes, or an earlier one did, the ledger makes it `rerouted` instead.
    case dead
}

/// The end of one attempt.
package struct Finish: Hashable, Sendable {
    package let delivery: Delivery.ID
    package let attempt: Int
    package let endedAt: Timestamp
    package let outcome: AttemptOutcome
    package let disposition: Disposition
    /// Passes the message on to the next step of the chain; nothing is made where the reader has a delivery there
    /// already, which then stands for it, or wants none there.
    package let reroute: Reroute?
    /// Whether a bad end is the destination's own fault: only then it counts towards holding the destination.
    package let blamesDestination: Bool

    package init(
        delivery: Delivery.ID,
        attempt: Int,
        endedAt: Timestamp,
        outcome: AttemptOutcome,
        disposition: Disposition,
        reroute: Reroute? = nil,
        blamesDestination: Bool = false
    ) {
        self.delivery = delivery
        self.attempt = attempt
        self.endedAt = endedAt
        self.outcome = outcome
        self.disposition = disposition
        self.reroute = reroute
        self.blamesDestination = blamesDestination
    }
}

/// An attempt that a node left behind: it was under way when the node died or lost its lease.
package struct Orphan: Hashable, Sendable {
    package let delivery: Delivery.ID
    package let channel: ChannelName
    package let attempt: Int
    package let failures: Int
    package let expiresAt: Timestamp

    package init(delivery: Delivery.ID, channel: ChannelName, attempt: Int, failures: Int, expiresAt: Timestamp) {
        self.delivery = delivery
        self.channel = channel
        self.attempt = attempt
        self.failures = failures
        self.expiresAt = expiresAt
    }
}
