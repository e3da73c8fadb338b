// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Testing

struct RateMeterTests {
    let start = Timestamp(milliseconds: 1_795_300_000_000)

    @Test func `a new meter lets one through and not its whole burst`() {
        var meter = RateMeter(RateLimit(10, per: .seconds(1), burst: 10), now: start)
        #expect(meter.admits(at: start))
        meter.spend(at: start)
        #expect(!meter.admits(at: start))
        #expect(meter.earliest() == start + .milliseconds(100))
    }

    @Test func `a pause as long as the burst takes gives the burst back`() {
        var meter = RateMeter(RateLimit(10, per: .seconds(1), burst: 5), now: start)
        let later = start + .seconds(60)
        var admitted = 0
        while meter.admits(at: later), admitted < 100 {
            meter.spend(at: later)
            admitted += 1
        }
        #expect(admitted == 5)
    }

    @Test(arguments: [UInt64](1...20))
    func `no window ever sees more than its rate and one burst`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = Int.random(in: 1...50, using: &random)
        let burst = Int.random(in: 1...20, using: &random)
        var meter = RateMeter(RateLimit(limit, per: .seconds(1), burst: burst), now: start)
        var now = start
        var admitted: [Timestamp] = []
        for _ in 0..<2_000 {
            now = now + .milliseconds(Int64.random(in: 0...40, using: &random))
            guard meter.admits(at: now) else { continue }
            meter.spend(at: now)
            admitted.append(now)
        }
        for (index, moment) in admitted.enumerated() {
            let inWindow = admitted[index...].prefix { $0 < moment + .seconds(1) }.count
            #expect(inWindow <= limit + burst, "seed \(seed): \(inWindow) in a second at \(limit)/s, burst \(burst)")
        }
        #expect(!admitted.isEmpty)
    }

    @Test(arguments: [1_500, 3_000, 20_000])
    func `more than a thousand a second is kept to on a clock of milliseconds, too`(limit: Int) {
        var meter = RateMeter(RateLimit(limit, per: .seconds(1), burst: 1), now: start)
        var admitted = 0
        for millisecond in 0..<1_000 {
            let now = start + .milliseconds(millisecond)
            while meter.admits(at: now) {
                meter.spend(at: now)
                admitted += 1
            }
        }
        #expect((limit - limit / 500...limit + limit / 500).contains(admitted))
    }

    @Test(arguments: [(1, 60), (3, 1), (7, 3), (999, 1)])
    func `what is refused is admitted at exactly the moment it names`(limit: Int, seconds: Int) {
        var meter = RateMeter(RateLimit(limit, per: .seconds(seconds), burst: 1), now: start)
        meter.spend(at: start)
        let earliest = meter.earliest()
        #expect(meter.admits(at: earliest))
        #expect(!meter.admits(at: earliest - .milliseconds(1)))
    }
}
