// SPDX-License-Identifier: Apache-2.0

/// How many attempts a lane may have under way at once: found out by trying, after Postfix's scheduler.
///
/// It starts small. While nothing has gone wrong yet, every success adds one, so that a full round doubles it: a
/// healthy lane reaches 256 within the first 251 successes, where one step per round would take 33,000. From the first
/// failure on it grows by one per round of successes. Only a window that is in use grows: one that was never filled has
/// proved nothing.
///
/// A failure takes 1/size off, whole steps at a time, and the first step at once rather than after a round of failures
/// (reverse hysteresis): a host in trouble is relieved by the first time-out. The cycle begins anew with each step up. A
/// success counts as half a failure while answers take more than twice as long as usual.
package struct ConcurrencyWindow: Hashable, Sendable {
    /// What an attempt says about how much the other side can bear.
    package enum Result: Hashable, Sendable {
        /// It was answered, with whatever answer.
        case success
        /// No connection, or no answer in time.
        case failure
        /// Nothing: it never came so far, or it was told to come later.
        case neutral
    }

    package let limit: Int
    private let start: Int
    package private(set) var size: Int
    package private(set) var inFlight = 0
    /// Up to here each success adds one; beyond, each round.
    private var steepUntil: Int
    private var growth = 0.0
    /// What is left of the step down that was taken ahead of its failures.
    private var paidAhead = 0.0
    private var latency = LatencyTrend()
    /// The most that were under way at once in this round and in the one before.
    private var peak = 0
    private var earlierPeak = 0
    private var leftInRound: Int

    /// Begins at `start` or the limit, whichever is less; both are at least 1.
    package init(limit: Int, start: Int = 5) {
        self.limit = max(1, limit)
        self.start = min(max(1, start), self.limit)
        self.size = self.start
        self.steepUntil = self.limit
        self.leftInRound = size
    }

    /// How many more may be started now.
    package var room: Int { max(0, size - inFlight) }

    package mutating func started() {
        inFlight += 1
        peak = max(peak, inFlight)
    }

    /// Takes note of the end of an attempt.
    ///
    /// - Parameters:
    ///   - result: what it says.
    ///   - latency: how long it took; nil where that was not measured.
    package mutating func ended(_ result: Result, latency: Duration? = nil) {
        let highest = max(peak, earlierPeak)
        inFlight = max(0, inFlight - 1)
        leftInRound -= 1
        if leftInRound <= 0 {
            earlierPeak = peak
            peak = inFlight
            leftInRound = size
        }
        switch result {
        case .neutral: break
        case .failure:
            shrink(by: 1)
        case .success:
            if let latency, self.latency.slowed(by: latency) {
                shrink(by: 0.5)
            } else {
                grow(highest: highest)
            }
        }
    }

    /// Begins anew at `size` after the other side was away: steeply to half of what it bore before, then slowly.
    package mutating func restart(at size: Int = 1) {
        steepUntil = max(start, self.size / 2)
        self.size = min(max(1, size), limit)
        growth = 0
        paidAhead = 0
        peak = inFlight
        earlierPeak = 0
        leftInRound = self.size
        latency = LatencyTrend()
    }

    private mutating func grow(highest: Int) {
        guard size < limit else { return }
        if size < steepUntil {
            // As long as half of it is in use: ends come in bunches, and the new room is filled after them.
            guard size < 2 * highest else { return }
            growth += 1
        } else {
            // Nearly full is full enough: the dispatcher keeps an eighth for critical work.
            guard highest >= size - max(1, size / 4) else { return }
            growth += 1 / Double(size)
        }
        // A round of size × 1/size may come out a hair below 1.
        guard growth >= 1 - 1e-9 else { return }
        growth = 0
        size += 1
        paidAhead = 0
    }

    private mutating func shrink(by weight: Double) {
        paidAhead -= weight / Double(size)
        if paidAhead < -1e-9 {
            paidAhead += 1
            growth = 0
            size = max(1, size - 1)
        }
        steepUntil = min(steepUntil, size)
    }
}
