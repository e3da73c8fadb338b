// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// A destination's breaker, the delivery that probes it, and the places of those that wait for the answer.
///
/// A few that wait come at intervals, to be the next probes; the rest once the probes will have told, all together, so
/// that each is put off once for each opening.
struct DestinationGuard: Hashable, Sendable {
    private struct Probe: Hashable, Sendable {
        let delivery: Delivery.ID
        let ticket: Breaker.Ticket
        /// When its attempt must have ended.
        let deadline: Timestamp
    }

    private static let candidates = 8
    private static let candidateInterval = Duration.seconds(2)
    private static let rest = Duration.seconds(30)
    /// An attempt that was admitted and of which nothing is heard so long after its deadline was never made.
    private static let patience = Duration.seconds(60)
    /// Failures further apart than this need no breaker: the schedule of retries is slower than any.
    private static let memory = Duration.seconds(3_600)

    private(set) var breaker: Breaker
    private var probe: Probe?
    private var waiting = 0
    private var latestResult = Timestamp.distantPast

    init(rules: Breaker.Rules) { self.breaker = Breaker(rules: rules) }

    /// Whether a delivery to the destination may be attempted; the probe itself may, however often it is asked about.
    mutating func admits(_ delivery: Delivery.ID, at now: Timestamp) -> Breaker.Verdict {
        if let probe {
            if probe.delivery == delivery { return .probe }
            if probe.deadline + Self.patience <= now { abandoned(probe.delivery) }
        }
        return breaker.admits(at: now)
    }

    mutating func started(_ delivery: Delivery.ID, deadline: Timestamp, at now: Timestamp) {
        guard probe?.delivery != delivery else { return }
        let ticket = breaker.started(at: now)
        guard ticket.isProbe else { return }
        probe = Probe(delivery: delivery, ticket: ticket, deadline: deadline)
        waiting = 0
    }

    /// When one that may not be attempted now should come again.
    mutating func place(_ priority: Priority, after verdict: Timestamp?, at now: Timestamp) -> Timestamp {
        // Where the probe has outlasted its deadline, in a while.
        let opening = max(verdict ?? probe?.deadline ?? now, now + Self.candidateInterval)
        defer { waiting += 1 }
        guard waiting >= Self.candidates else { return opening + Self.candidateInterval * waiting }
        return priority == .critical ? opening : opening + Self.rest
    }

    mutating func ended(
        _ delivery: Delivery.ID,
        _ result: Breaker.Result,
        at now: Timestamp,
        jitter: Double
    ) -> Breaker.Change? {
        latestResult = now
        let ticket: Breaker.Ticket
        if let probe, probe.delivery == delivery {
            ticket = probe.ticket
            self.probe = nil
        } else {
            ticket = Breaker.Ticket(generation: breaker.generation, isProbe: false)
        }
        let change = breaker.ended(ticket, result, at: now, jitter: jitter)
        if change != nil { waiting = 0 }
        return change
    }

    mutating func abandoned(_ delivery: Delivery.ID) {
        guard let probe, probe.delivery == delivery else { return }
        breaker.abandoned(probe.ticket)
        self.probe = nil
    }

    /// Whether it may be forgotten.
    func isIdle(at now: Timestamp) -> Bool {
        breaker.isIdle(at: now) || (breaker.phase == .closed && now - latestResult >= Self.memory)
    }
}
