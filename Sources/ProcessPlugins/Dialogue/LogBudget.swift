// SPDX-License-Identifier: Apache-2.0

import Announcement

/// How much of what a child says reaches the log: a burst, then a trickle.
///
/// A pure value.
package struct LogBudget {
    package static let burst = 20.0
    package static let perSecond = 5.0
    /// Bytes of a line that are kept.
    package static let longestLine = 1_000

    private var tokens = LogBudget.burst
    private var refilledAt: Duration?
    private var dropped = 0

    package init() {}

    /// Whether a line may be written at a moment of a clock that never goes back.
    ///
    /// - Returns: nil where not; else how many were left out before it.
    package mutating func take(at now: Duration) -> Int? {
        if let refilledAt {
            tokens = min(Self.burst, tokens + (now - refilledAt).seconds * Self.perSecond)
        }
        refilledAt = now
        guard tokens >= 1 else {
            dropped += 1
            return nil
        }
        tokens -= 1
        defer { dropped = 0 }
        return dropped
    }
}
