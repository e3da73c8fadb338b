// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Finishes to record and lanes to claim from.
package struct Exchange: Hashable, Sendable {
    /// How much may be claimed from a lane, and of what.
    package struct Quota: Hashable, Sendable {
        package let lane: Lane.ID
        package let limit: Int
        /// The bands that may be claimed from; those left out are not touched.
        package let shares: [Share]

        package init(lane: Lane.ID, limit: Int, shares: [Share] = Share.all) {
            self.lane = lane
            self.limit = limit
            self.shares = shares
        }
    }

    /// One band's part of a quota.
    package struct Share: Hashable, Sendable {
        package let band: Band
        /// How many of it to how many of the others, while several have something due; at least 1.
        package let weight: Int
        /// No more than this of the band altogether.
        package let limit: Int

        package init(_ band: Band, weight: Int, limit: Int = .max) {
            self.band = band
            self.weight = max(1, weight)
            self.limit = limit
        }

        /// Every band, the urgent more often: 8, 4, 2 and 1, new work and retries alike.
        package static let all: [Share] = Band.allCases.map { Share($0, weight: 8 >> $0.priority.rawValue) }
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
    /// The status of every lane that was claimed from, or that a finish, expiry or rerouting gave work to.
    package var lanes: [LaneStatus]
    /// Destinations that a delivery has failed for good in this exchange.
    package var failing: [FailingDestination]

    package init(
        claims: [Claim] = [],
        lost: [Delivery.ID] = [],
        lanes: [LaneStatus] = [],
        failing: [FailingDestination] = []
    ) {
        self.claims = claims
        self.lost = lost
        self.lanes = lanes
        self.failing = failing
    }
}

package struct Expansion: Hashable, Sendable {
    /// The lanes that were given work.
    package var lanes: [LaneStatus]
    package var created: Int
    /// Whether there is nothing left to do.
    package var isFinished: Bool

    package init(lanes: [LaneStatus] = [], created: Int = 0, isFinished: Bool = true) {
        self.lanes = lanes
        self.created = created
        self.isFinished = isFinished
    }
}

/// A destination to which deliveries come to a bad end, one after the other.
package struct FailingDestination: Hashable, Sendable {
    package let id: DestinationID
    package let destination: Destination
    /// How many deliveries have died or expired by its fault since the last one that arrived.
    package let failures: Int
    /// When the first of them did.
    package let since: Timestamp
    /// How the latest ended.
    package let fault: Fault

    package init(id: DestinationID, destination: Destination, failures: Int, since: Timestamp, fault: Fault) {
        self.id = id
        self.destination = destination
        self.failures = failures
        self.since = since
        self.fault = fault
    }
}
