// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Counts results and failures of a recent span in six buckets, so that its memory does not grow with traffic.
///
/// It looks back over the present bucket and the five before it.
struct ResultWindow: Hashable, Sendable {
    private static let buckets = 6

    private let width: Int64
    /// The number of the newest bucket since 1970.
    private var newest: Int64 = 0
    // Eight lanes, six of them used: a vector is stored in place, an array elsewhere.
    private var results = SIMD8<UInt32>.zero
    private var failures = SIMD8<UInt32>.zero

    init(_ span: Duration) { self.width = max(1, span.milliseconds / Int64(Self.buckets)) }

    mutating func add(failed: Bool, at now: Timestamp) {
        advance(to: now)
        let slot = Int(newest % Int64(Self.buckets))
        results[slot] &+= 1
        if failed { failures[slot] &+= 1 }
    }

    func tally(at now: Timestamp) -> (results: Int, failures: Int) {
        var copy = self
        copy.advance(to: now)
        return (Int(copy.results.wrappedSum()), Int(copy.failures.wrappedSum()))
    }

    func isEmpty(at now: Timestamp) -> Bool { tally(at: now).results == 0 }

    /// Empties the buckets that were left behind; where the clock was put back, all of them.
    private mutating func advance(to now: Timestamp) {
        let bucket = max(0, now.milliseconds) / width
        let steps = bucket - newest
        guard steps != 0 else { return }
        if steps < 0 || steps >= Int64(Self.buckets) {
            results = .zero
            failures = .zero
        } else {
            for passed in newest + 1...bucket {
                let slot = Int(passed % Int64(Self.buckets))
                results[slot] = 0
                failures[slot] = 0
            }
        }
        newest = bucket
    }
}
