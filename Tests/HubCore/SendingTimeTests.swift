// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import HubCore
import Testing

struct SendingTimeTests {
    private static let open = SendingTime.Limits(concurrency: 64)
    private static let rated = SendingTime.Limits(rate: RateLimit(100, per: .seconds(1), burst: 50), concurrency: 64)
    private static let fast = SendingTime.Limits(rate: RateLimit(8_000, per: .seconds(1)), concurrency: 64)
    private static let laned = SendingTime.Limits(
        rate: RateLimit(1_000, per: .seconds(1)),
        ratePerLane: RateLimit(60, per: .seconds(60), burst: 1),
        concurrency: 64
    )

    @Test(
        arguments: [
            (0, 0, open, 100, 0, .hub), (64_000, 64_000, open, 100, 100.1, .concurrency),
            (100_000, 640, open, 100, 10.1, .hub), (1_050, 100, rated, 100, 10.1, .channelRate),
            (40, 40, rated, 100, 0.1625, .concurrency), (5_000, 31, laned, 100, 30.1, .laneRate),
            (5_000, 1, laned, 100, 4.1, .channelRate),
            // Nobody knows yet what an attempt takes.
            (64_000, 64_000, open, nil, 100.1, .concurrency), (990_000, 990_000, fast, nil, 122.85, .channelRate),
            (990_000, 990_000, fast, 2, 122.752, .channelRate), (990_000, 990_000, fast, 100, 1_546.975, .concurrency),
            (5_000, 5_000, laned, nil, 4_999.1, .laneRate),
        ] as [(Double, Double, SendingTime.Limits, Int?, Double, SendingTime.Bound)]
    )
    func `the tightest limit decides`(
        deliveries: Double,
        largest: Double,
        limits: SendingTime.Limits,
        attempt: Int?,
        seconds: Double,
        bound: SendingTime.Bound
    ) {
        let time = SendingTime(
            deliveries: deliveries,
            largestLane: largest,
            limits: limits,
            measured: attempt.map { .milliseconds($0) }
        )
        #expect(abs(time.seconds - seconds) < 1e-9)
        #expect(time.bound == bound)
    }

    @Test func `lanes beyond the most that are told apart are counted all the same`() {
        var tally = LaneTally()
        for number in 0..<LaneTally.mostHosts + 5 { tally.add("host-\(number).example") }
        for _ in 0..<3 { tally.add("host-0.example") }
        #expect(tally.total == LaneTally.mostHosts + 8)
        #expect(tally.count == LaneTally.mostHosts + 1)
        #expect(tally.largest == 4)
    }
}
