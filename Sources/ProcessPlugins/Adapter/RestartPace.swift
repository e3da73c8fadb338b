// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// How long a plugin that has ended rests before it is started again: 1 s, 2 s, 4 s … 60 s.
///
/// A pure value.
package struct RestartPace {
    package static let longest = Duration.seconds(60)
    /// Who has run so long is forgiven all before.
    package static let forgivenAfter = Duration.seconds(60)

    package private(set) var failures = 0
    private var rest: (from: Timestamp, until: Timestamp)?

    package init() {}

    /// Takes note of an end, after it had been ready for `lived`.
    package mutating func ended(at now: Timestamp, lived: Duration) {
        failures = lived >= Self.forgivenAfter ? 1 : failures + 1
        let pause = failures > 6 ? Self.longest : .seconds(1 << (failures - 1))
        rest = (now, now + pause)
    }

    /// How much longer to wait; nil where it may start.
    package func remaining(at now: Timestamp) -> Duration? {
        // A clock that was put back must not make the rest longer.
        guard let rest, now >= rest.from, now < rest.until else { return nil }
        return rest.until - now
    }
}
