// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
import Glibc

/// The machine's clock: wall time, as people and providers mean it.
package struct SystemClock: HubClock {
    /// How late a change of the wall clock may be noticed.
    private static let longestStep = Duration.seconds(10)

    package init() {}

    package var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(milliseconds: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
    }

    /// Sleeps in steps of at most ten seconds and looks at the wall clock after each: where that was set forward, the
    /// sleep ends early, where it was set back, late, as the deadline asks.
    package func sleep(until deadline: Timestamp) async throws {
        try Task.checkCancellation()
        while true {
            let left = deadline - now
            guard left > .zero else { return }
            try await Task.sleep(for: min(left, Self.longestStep), clock: .continuous)
        }
    }

    package func sleep(for span: Duration) async throws { try await Task.sleep(for: span, clock: .continuous) }
}
