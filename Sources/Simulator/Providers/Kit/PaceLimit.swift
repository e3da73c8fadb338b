// SPDX-License-Identifier: Apache-2.0

import Announcement
import Synchronization

/// A provider's limit as a pace: so many requests to each place at once, and one more each interval.
///
/// Knows no clock: requests bring the moment in which they arrived. ``WindowLimit`` is the other kind.
final class PaceLimit: Sendable {
    /// What became of one request, in the terms of rate-limit headers.
    struct Verdict: Hashable, Sendable {
        /// How long to wait; nil where the request may pass.
        var wait: Duration?
        /// How many more may follow at once.
        var remaining: Int
        /// How long until as many as ever may follow.
        var reset: Duration
    }

    /// Past so many places, those that have rested are forgotten.
    private static let mostPlaces = 10_000

    let burst: Int
    private let interval: Duration
    /// By place, when it has fully rested.
    private let rested = Mutex<[String: Timestamp]>([:])

    /// - Parameters:
    ///   - burst: how many a place takes at once; none is ever refused for 0.
    ///   - interval: how long until it takes one more.
    init(_ burst: Int, every interval: Duration) {
        self.burst = burst
        self.interval = interval
    }

    func take(_ place: String, at now: Timestamp) -> Verdict {
        guard burst > 0 else { return Verdict(wait: nil, remaining: 1, reset: .zero) }
        return rested.withLock { rested in
            if rested.count > Self.mostPlaces { rested = rested.filter { $0.value > now } }
            let start = max(rested[place] ?? now, now)
            let debt = start + interval - now
            let whole = interval * burst
            guard debt <= whole else { return Verdict(wait: debt - whole, remaining: 0, reset: start - now) }
            rested[place] = start + interval
            return Verdict(wait: nil, remaining: Int((whole - debt) / interval), reset: debt)
        }
    }
}
