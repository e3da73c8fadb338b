// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// Keeps one rate limit, by the generic cell rate algorithm (ITU-T I.371): a single number instead of a bucket that
/// drips.
///
/// It starts with its burst used up, so that a restart never doubles what a provider sees.
package struct RateMeter: Hashable, Sendable {
    private let interval: Int64
    private let tolerance: Int64
    /// When the bucket would be empty again, in nanoseconds since 1970.
    private var theoreticalArrival: Int64

    package init(_ limit: RateLimit, now: Timestamp) {
        let components = limit.period.components
        let period = components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
        self.interval = max(1, period / Int64(max(1, limit.limit)))
        self.tolerance = interval * Int64(max(1, limit.burst) - 1)
        self.theoreticalArrival = RateMeter.nanoseconds(now) + tolerance
    }

    /// When the next one may go; a moment that has passed means now.
    package func earliest() -> Timestamp {
        // Rounded up, so that waiting until then is never a nanosecond too short.
        Timestamp(milliseconds: (theoreticalArrival - tolerance + 999_999).flooredMilliseconds)
    }

    package func admits(at now: Timestamp) -> Bool { theoreticalArrival - RateMeter.nanoseconds(now) <= tolerance }

    /// Counts one that goes now.
    package mutating func spend(at now: Timestamp) {
        theoreticalArrival = max(theoreticalArrival, RateMeter.nanoseconds(now)) + interval
    }

    /// Whether it has nothing left to remember.
    package func isIdle(at now: Timestamp) -> Bool { theoreticalArrival <= RateMeter.nanoseconds(now) }

    private static func nanoseconds(_ moment: Timestamp) -> Int64 { moment.milliseconds * 1_000_000 }
}

extension Int64 {
    fileprivate var flooredMilliseconds: Int64 { self >= 0 ? self / 1_000_000 : (self - 999_999) / 1_000_000 }
}
