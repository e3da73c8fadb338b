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

    @Test(arguments: [
        (RateLimit(100, per: .seconds(86_400), burst: 25), true),
        (RateLimit(60, per: .seconds(3_600), burst: 10), true),
        (RateLimit(9_000, per: .seconds(30 * 86_400), burst: 5), false),
        (RateLimit(1, per: .seconds(60)), true), (RateLimit(20, per: .seconds(60), burst: 3), false),
        (RateLimit(1, per: .seconds(5), burst: 60), false), (RateLimit(50, per: .seconds(1), burst: 50), false),
    ])
    func `a rate is slow where its burst takes long to come back`(limit: RateLimit, isSlow: Bool) {
        #expect(RateMeter.isSlow(limit) == isSlow)
    }

    @Test func `what has sent nothing for a period has its whole burst at once, and no more`() {
        let limit = RateLimit(75, per: .seconds(86_400), burst: 25)
        var meter = RateMeter(limit, sent: [], now: start)
        var admitted = 0
        while meter.admits(at: start), admitted < 100 {
            meter.spend(at: start)
            admitted += 1
        }
        #expect(admitted == 25)
        #expect(meter.earliest() == start + .seconds(1_152))
    }

    @Test func `however much was sent, a meter waits for one step at the most`() {
        let limit = RateLimit(10, per: .seconds(3_600), burst: 5)
        let meter = RateMeter(limit, sent: [(by: start + .seconds(900), count: .max)], now: start)
        #expect(meter.earliest() == start + .seconds(360))
    }

    /// The n-th after any one comes later than the period, whatever happened in between.
    @Test(arguments: [UInt64](1...60))
    func `no restart lets more through within a period than the rate and its burst`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let limit = RateLimit(
            Int.random(in: 1...40, using: &random),
            per: .seconds([3_600, 10_800, 86_400].randomElement(using: &random) ?? 3_600),
            burst: Int.random(in: 1...12, using: &random)
        )
        let span = limit.period.seconds * 1_000
        var meter = RateMeter(limit, sent: [], now: start)
        var now = start
        var sent: [(began: Timestamp, ended: Timestamp)] = []
        var restarts = 0
        while sent.count < 6 * limit.limit || restarts < 3 {
            now = now + .milliseconds(Int64.random(in: 0...Int64(span / Double(limit.limit)), using: &random))
            if Int.random(in: 0..<8, using: &random) == 0 {
                restarts += 1
                // Nothing outlasts a run: what was under way ends with it.
                meter = restarted(limit, sent.map { min($0.ended, now) }, now: now)
            }
            while meter.admits(at: now), Int.random(in: 0..<20, using: &random) > 0 {
                meter.spend(at: now)
                sent.append((now, now + .milliseconds(Int64.random(in: 0...15_000, using: &random))))
            }
        }
        for (index, first) in sent.enumerated() {
            let end = first.began + limit.period
            let count = sent[index...].prefix { $0.began < end }.count
            #expect(count < limit.limit + limit.burst, "seed \(seed): \(count) by \(limit)")
        }
    }

    /// As the ledger counts: by the hour in which an attempt ended, no further back than the period.
    private func restarted(_ limit: RateLimit, _ ends: [Timestamp], now: Timestamp) -> RateMeter {
        let hour: Int64 = 3_600_000
        let first = (now - limit.period).milliseconds / hour
        let hours = Dictionary(grouping: ends.map { $0.milliseconds / hour }.filter { $0 >= first }) { $0 }
        let counts = hours.sorted { $0.key < $1.key }
        return RateMeter(
            limit,
            sent: counts.map { (by: Timestamp(milliseconds: ($0.key + 1) * hour), count: $0.value.count) },
            now: now
        )
    }
}
