// SPDX-License-Identifier: Apache-2.0

import Bench
import Testing

@Suite struct LatenciesTests {
    @Test func `percentiles are those of what was recorded, to three digits`() {
        var latencies = Latencies()
        for milliseconds in 1...1_000 { latencies.record(.milliseconds(milliseconds)) }
        #expect(latencies.count == 1_000)
        #expect(abs(latencies.milliseconds(atPercentile: 50) - 500) < 1)
        #expect(abs(latencies.milliseconds(atPercentile: 99) - 990) < 1)
        #expect(abs(latencies.longestMilliseconds - 1_000) < 1)
    }

    @Test func `one slow answer among a thousand shows in the slowest and not in the 99th`() {
        var latencies = Latencies()
        for _ in 1..<1_000 { latencies.record(.microseconds(2_000)) }
        latencies.record(.seconds(5))
        #expect(abs(latencies.milliseconds(atPercentile: 99) - 2) < 0.01)
        #expect(abs(latencies.longestMilliseconds - 5_000) < 10)
    }

    @Test func `what cannot be is counted as the nearest that can`() {
        var latencies = Latencies()
        latencies.record(.seconds(-1))
        latencies.record(.seconds(100_000))
        #expect(latencies.count == 2)
        #expect(latencies.milliseconds(atPercentile: 50) == 0)
        #expect(latencies.longestMilliseconds >= 599_000)
    }
}
