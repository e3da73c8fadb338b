// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Where a message turns to when an address cannot be reached.
extension ChannelDirectory {
    /// The destinations behind `head`, in the order in which they are turned to: the same address on the channels that
    /// stand in for its own, then the reader's other addresses.
    func chain(of head: Destination) -> [Destination] {
        let sameAddress = (self[head.channel]?.fallback ?? [])
            .map { channel in
                var destination = head
                destination.channel = channel
                destination.fallbacks = []
                return destination
            }
        let elsewhere = head.fallbacks.map { destination in
            var destination = destination
            destination.locale = destination.locale ?? head.locale
            destination.fallbacks = []
            return destination
        }
        return sameAddress + elsewhere
    }

    /// The next step of a chain that can be taken at all; nil where it ends here, or the step was taken already.
    ///
    /// The message keeps the term it was accepted with, whatever the next channel's own is.
    func nextStep(from place: ChainPlace, priority: Priority, expiresAt: Timestamp, now: Timestamp) -> Reroute? {
        guard !place.isPassedOn, expiresAt > now else { return nil }
        let chain = chain(of: place.head)
        for step in chain.indices.dropFirst(place.step) {
            let destination = chain[step]
            var plan = plan(for: destination, priority: priority, acceptedAt: now)
            guard case .ready = plan.start, let channel = self[destination.channel] else { continue }
            plan.expiresAt = expiresAt
            plan.patience = step + 1 < chain.count ? channel.patience.wait(for: priority) : nil
            return Reroute(destination: destination, plan: plan, step: step + 1)
        }
        return nil
    }

    /// What becomes of a delivery that has waited long enough, or whose lane is not being tried.
    func decision(on overdue: Overdue, now: Timestamp) -> RerouteDecision {
        guard let channel = self[overdue.place.head.channel] else { return .stay }
        if let unknownSince = overdue.unknownSince {
            let moment = unknownSince + channel.patience.unknownWait
            if moment > now { return .wait(until: moment) }
        }
        let next = nextStep(
            from: overdue.place,
            priority: overdue.priority,
            expiresAt: overdue.expiresAt,
            now: now
        )
        return next.map { .pass($0) } ?? .stay
    }
}
