// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Tells a host that has become slow from one that now and then takes longer.
///
/// A single answer says little: with ordinary latencies one in seven takes twice the mean. So the mean of about the
/// last 16 answers is compared with that of about the last 256. A host that stays slow becomes the usual in time.
struct LatencyTrend: Hashable, Sendable {
    /// Below this nothing counts as slow, in seconds: doubling 2 ms says nothing about the load.
    private static let floor = 0.1

    private var count = 0.0
    private var recent = 0.0
    private var usual = 0.0

    /// Takes note of one answer, and says whether answers now take more than twice as long as usual.
    mutating func slowed(by latency: Duration) -> Bool {
        let seconds = latency.seconds
        count = min(count + 1, 256)
        usual += (seconds - usual) / count
        recent += (seconds - recent) / min(count, 16)
        return recent >= Self.floor && recent > 2 * usual
    }
}
