// SPDX-License-Identifier: Apache-2.0

import Announcement
import Outbox

/// One lane as the dispatcher knows it: what is ready, what is under way, and how the host has been doing.
struct LaneEntry: Sendable {
    let lane: Lane
    /// The place of its channel in the book; nil where that is not configured.
    let channel: Int?
    var bands: [BandStatus] = []
    var queue = ClaimQueue()
    /// Of those under way, how many are backfill, and how many critical.
    var backfillUnderWay = 0
    var criticalUnderWay = 0
    var window: ConcurrencyWindow
    var breaker = Breaker()
    var budget: RetryBudget
    /// So many destinations in a row may fail, each by itself, before it begins to count against the lane.
    private static let badNeighbours = 5

    /// Destinations that have failed at their first attempt since the lane's last success.
    var streak: Set<DestinationID> = []
    /// How long attempts take, as a running mean in milliseconds; nil before the first has ended.
    var latency: Double?
    /// Nothing is claimed before this moment: what was offered last was not there.
    var restUntil: Timestamp?
    /// The fault that a breaker opened by, or would.
    var lastFault: Fault?

    init(lane: Lane, channel: Int?, concurrency: Int, now: Timestamp) {
        self.lane = lane
        self.channel = channel
        self.window = ConcurrencyWindow(limit: concurrency)
        self.budget = RetryBudget(now: now)
    }

    /// Claims under way or waiting for a place.
    var inHand: Int { window.inFlight + queue.count }

    var isBreakerClosed: Bool {
        if case .closed = breaker.phase { true } else { false }
    }

    /// Whether forgetting it would lose anything that matters at `now`.
    func isIdle(at now: Timestamp) -> Bool { bands.isEmpty && inHand == 0 && breaker.isIdle(at: now) }

    mutating func take(_ claim: consuming Claim, at now: Timestamp) {
        if claim.band.isRetry { budget.startedRetry(at: now) } else { budget.startedNew(at: now) }
        queue.append(claim)
    }

    /// The next claim, where one waits and the window has room.
    mutating func nextClaim() -> Claim? { window.room > 0 ? queue.popFirst() : nil }

    mutating func started(_ claim: Claim, at now: Timestamp) -> Breaker.Ticket {
        window.started()
        count(claim.band.priority, 1)
        return breaker.started(at: now)
    }

    /// Learns from an end.
    ///
    /// - Returns: what it counts as for the breaker.
    mutating func ended(_ flight: DispatchBook.Flight, _ verdict: LaneVerdict, now: Timestamp) -> Breaker.Result {
        count(flight.claim.band.priority, -1)
        let span = max(.zero, now - flight.startedAt)
        latency = latency.map { $0 * 0.9 + Double(span.milliseconds) * 0.1 } ?? Double(span.milliseconds)
        switch verdict.sign {
        case .well:
            window.ended(.success, latency: span)
            budget.succeeded(at: now)
            if !streak.isEmpty { streak.removeAll() }
            return .success
        case .silent:
            window.ended(.neutral)
            return .neutral
        case .hostFails:
            window.ended(verdict.isCongestion ? .failure : .neutral)
            return .failure
        case .destinationFails:
            window.ended(verdict.isCongestion ? .failure : .neutral)
            // While the host is being tried, any failure is one.
            guard isBreakerClosed else { return .failure }
            // Else it may be the destination's own: one bad endpoint, or a few, must not stop their neighbours. Those
            // that have failed before are no news.
            guard
                !flight.claim.band.isRetry, streak.count < 1_024,
                streak.insert(flight.claim.destinationID).inserted
            else { return .neutral }
            return streak.count > LaneEntry.badNeighbours ? .failure : .neutral
        }
    }

    private mutating func count(_ priority: Priority, _ change: Int) {
        if priority == .backfill { backfillUnderWay += change }
        if priority == .critical { criticalUnderWay += change }
    }
}
