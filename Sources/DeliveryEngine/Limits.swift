// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
package import Outbox

/// Every limit that stands between a candidate and its attempt, and the pauses that providers asked for.
///
/// A pure value: the dispatcher keeps it behind a lock and asks it inside the claiming transaction.
package struct Limits: Sendable {
    private var channels: [ChannelName: RateMeter] = [:]
    private var destinations: [DestinationID: RateMeter] = [:]
    private var lanePauses: [Lane.ID: Timestamp] = [:]
    private var destinationPauses: [DestinationID: Timestamp] = [:]

    package init() {}

    /// When the lane may next be claimed from, as far as pauses and the channel's rate say; nil for now.
    package func nextTurn(of lane: Lane, now: Timestamp) -> Timestamp? {
        var moment = lanePauses[lane.id] ?? now
        if let meter = channels[lane.channel] { moment = max(moment, meter.earliest()) }
        return moment > now ? moment : nil
    }

    /// Judges one candidate and, where it is admitted, counts it.
    package mutating func admit(
        _ candidate: Candidate,
        lane: Lane,
        channel: ConfiguredChannel,
        now: Timestamp
    ) -> Admission {
        if let pause = lanePauses[lane.id], pause > now { return .stop }
        if let rate = channel.rate {
            let meter = channels[channel.name] ?? RateMeter(rate, now: now)
            channels[channel.name] = meter
            guard meter.admits(at: now) else { return .stop }
        }
        if let pause = destinationPauses[candidate.destination], pause > now { return .postpone(until: pause) }
        if let rate = channel.ratePerDestination {
            var meter = destinations[candidate.destination] ?? RateMeter(rate, now: now)
            guard meter.admits(at: now) else { return .postpone(until: meter.earliest()) }
            meter.spend(at: now)
            destinations[candidate.destination] = meter
        }
        channels[channel.name]?.spend(at: now)
        return .admit
    }

    package mutating func pause(_ lane: Lane.ID, until moment: Timestamp) {
        lanePauses[lane] = max(lanePauses[lane] ?? moment, moment)
    }

    package mutating func pause(_ destination: DestinationID, until moment: Timestamp) {
        destinationPauses[destination] = max(destinationPauses[destination] ?? moment, moment)
    }

    /// Forgets what no longer limits anything; called now and then, so that memory follows what is in use.
    package mutating func prune(now: Timestamp) {
        destinations = destinations.filter { !$0.value.isIdle(at: now) }
        destinationPauses = destinationPauses.filter { $0.value > now }
        lanePauses = lanePauses.filter { $0.value > now }
    }

    package var destinationCount: Int { destinations.count + destinationPauses.count }
}
