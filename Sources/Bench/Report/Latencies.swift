// SPDX-License-Identifier: Apache-2.0

import Histogram

/// How long many things took: a histogram of microseconds with three significant digits.
package struct Latencies {
    private var histogram = Histogram<UInt64>(
        highestTrackableValue: 600_000_000,
        numberOfSignificantValueDigits: .three
    )

    package init() {}

    package mutating func record(_ duration: Duration) {
        let microseconds = duration.inMicroseconds
        histogram.record(UInt64(max(0, min(microseconds, 600_000_000))))
    }

    package var count: Int { Int(histogram.totalCount) }

    /// The value that so many of a hundred do not exceed.
    package func milliseconds(atPercentile percentile: Double) -> Double {
        Double(histogram.valueAtPercentile(percentile)) / 1_000
    }

    package var longestMilliseconds: Double { Double(histogram.maxRecorded) / 1_000 }
}

extension Duration {
    package var inMicroseconds: Double {
        Double(components.seconds) * 1e6 + Double(components.attoseconds) / 1e12
    }

    package var inSeconds: Double { inMicroseconds / 1e6 }
}
