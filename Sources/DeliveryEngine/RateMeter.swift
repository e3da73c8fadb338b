// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Keeps one rate limit, by the generic cell rate algorithm (ITU-T I.371): a single number instead of a bucket that
/// drips.
///
/// It starts with its burst used up, so that a restart never doubles what a provider sees; or, where that would last too
/// long, as what is known to have been sent has left it.
package struct RateMeter: Hashable, Sendable {
    /// Between two at the steady rate, in nanoseconds.
    let interval: Int64
    /// How much earlier than steady a burst lets one go, in nanoseconds.
    let tolerance: Int64
    /// When the bucket would be empty again, in nanoseconds since 1970.
    private(set) var theoreticalArrival: Int64

    package init(_ limit: RateLimit, now: Timestamp) {
        let period = Int64(limit.period.attoseconds / 1_000_000_000)
        self.interval = max(1, period / Int64(max(1, limit.limit)))
        // The clock has milliseconds: of more than a thousand a second, those of one millisecond go together.
        let finest: Int64 = interval < 1_000_000 ? 1_000_000 : 0
        self.tolerance = max(interval * Int64(max(1, limit.burst) - 1), finest)
        self.theoreticalArrival = now.nanoseconds + tolerance
    }

    /// Goes on where what was sent has left it.
    ///
    /// - Parameters:
    ///   - limit: the rate to keep.
    ///   - sent: how many have gone, and when at the latest, in the order of time: all that went within its period.
    ///   - now: nothing has gone after it.
    package init(_ limit: RateLimit, sent: [(by: Timestamp, count: Int)], now: Timestamp) {
        self.init(limit, now: now)
        var arrival = Int64.min
        for (moment, count) in sent {
            // Beyond its limit and a burst, more of the same moment change nothing: the period is over before them.
            let count = Int64(min(count, max(1, limit.limit) + max(1, limit.burst)))
            arrival = max(arrival, min(moment, now).nanoseconds) + count * interval
        }
        // No more than its burst can ever be used up at once; what was sent by a larger rate is no reason to wait longer.
        theoreticalArrival = min(max(arrival, now.nanoseconds), now.nanoseconds + tolerance + interval)
    }

    /// Whether a rate gives its burst back so slowly that to start without one would keep messages back for long.
    ///
    /// Not one whose period is longer than a day: what was sent so long ago may be counted no more.
    package static func isSlow(_ limit: RateLimit) -> Bool {
        guard limit.period <= .seconds(86_400) else { return false }
        return limit.period >= .seconds(3_600) || limit.period >= .seconds(60) * max(1, limit.limit)
    }

    /// When the next one may go; a moment that has passed means now.
    package func earliest() -> Timestamp { Timestamp(nanosecondsRoundedUp: theoreticalArrival - tolerance) }

    package func admits(at now: Timestamp) -> Bool { theoreticalArrival - now.nanoseconds <= tolerance }

    /// Counts one that goes now.
    package mutating func spend(at now: Timestamp) {
        theoreticalArrival = max(theoreticalArrival, now.nanoseconds) + interval
    }

    /// Takes back one that was counted at the latest moment of all and has not gone.
    ///
    /// Of an earlier one nothing can be taken back: after a pause it has left no trace, and the rate would be exceeded.
    package mutating func refund() { theoreticalArrival -= interval }

    /// Whether it has nothing left to remember.
    package func isIdle(at now: Timestamp) -> Bool { theoreticalArrival <= now.nanoseconds }
}

extension Timestamp {
    var nanoseconds: Int64 { milliseconds * 1_000_000 }

    /// Rounded up, so that waiting until then is never a nanosecond too short.
    init(nanosecondsRoundedUp nanoseconds: Int64) {
        let (quotient, remainder) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000)
        self.init(milliseconds: remainder > 0 ? quotient + 1 : quotient)
    }
}
