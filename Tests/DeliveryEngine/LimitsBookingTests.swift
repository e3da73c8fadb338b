// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

/// Deliveries that one destination cannot take now are given slots of their own.
struct LimitsBookingTests {
    @Test(arguments: [(50, 50), (50, 1), (1, 1), (3_000, 1), (7, 3), (1_000, 100)])
    func `ten thousand deliveries to one destination are each postponed once`(perSecond: Int, burst: Int) {
        let rate = RateLimit(perSecond, per: .seconds(1), burst: burst)
        var stage = LimitsStage(perDestination: rate)
        let start = stage.now
        stage.add(10_000)
        stage.run()
        #expect(stage.admitted.count == 10_000)
        #expect(stage.postponed <= 10_050, "\(stage.postponed)")
        #expect(stage.outOfTurn == 0)
        #expect(keeps(rate, stage.admitted.map(\.at), from: start))
        // None of the rate is wasted but the margin of bookings without a burst.
        let least = Double(10_000) / Double(perSecond)
        #expect((stage.now - start).seconds <= least * 1.08 + 1)
        #expect(stage.admitted.map(\.candidate.delivery) == stage.admitted.map(\.candidate.delivery).sorted())
    }

    @Test(arguments: [(1, 1), (10, 1), (50, 50), (20, 4)])
    func `offered a few milliseconds late they are hardly ever postponed twice`(perSecond: Int, burst: Int) {
        for seed in [UInt64](1...3) {
            let rate = RateLimit(perSecond, per: .seconds(1), burst: burst)
            var stage = LimitsStage(perDestination: rate, seed: seed)
            stage.lateness = 5
            let start = stage.now
            stage.add(3_000)
            stage.run()
            #expect(stage.admitted.count == 3_000)
            #expect(stage.postponed <= 3_100, "seed \(seed): \(stage.postponed)")
            #expect(keeps(rate, stage.admitted.map(\.at), from: start))
        }
    }

    @Test(arguments: [UInt64](1...20))
    func `however they arrive the postponements are about as many as the deliveries`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let rate = RateLimit(
            Int.random(in: 1...30, using: &random),
            per: .seconds(1),
            burst: Int.random(in: 1...30, using: &random)
        )
        var stage = LimitsStage(perDestination: rate, seed: seed)
        let start = stage.now
        var added = 0
        for _ in 0..<100 {
            let count = Int.random(in: 0...60, using: &random)
            stage.add(count)
            added += count
            stage.run(until: stage.now + .milliseconds(Int64.random(in: 0...2_000, using: &random)))
        }
        stage.run()
        #expect(stage.admitted.count == added)
        #expect(stage.postponed <= added + added / 20 + 20, "seed \(seed): \(stage.postponed) for \(added)")
        #expect(keeps(rate, stage.admitted.map(\.at), from: start), "seed \(seed)")
    }

    @Test func `a critical delivery is next, whatever is booked`() {
        var stage = LimitsStage(perDestination: RateLimit(1, per: .seconds(1), burst: 1))
        let start = stage.now
        stage.add(1_000)
        stage.run(until: start + .milliseconds(10_500))
        stage.add(3, priority: .critical)
        let asked = stage.now
        stage.run()
        let critical = stage.admitted.filter { $0.candidate.band.priority == .critical }
        #expect((critical.last?.at ?? start) - asked < .seconds(6))
        // Those it was let in front of have another slot, and no more than that.
        #expect(stage.postponed <= 1_020, "\(stage.postponed)")
        #expect(stage.admitted.count == 1_003)
    }

    @Test func `a pause moves each of them once, and what follows keeps its rate`() {
        let rate = RateLimit(10, per: .seconds(1), burst: 5)
        var stage = LimitsStage(perDestination: rate)
        let until = stage.now + .seconds(60)
        stage.limits.pause(destination: DestinationID(1), until: until)
        stage.add(1_000)
        stage.run()
        #expect(stage.admitted.count == 1_000)
        #expect(stage.admitted.allSatisfy { $0.at >= until })
        #expect(stage.postponed <= 1_010, "\(stage.postponed)")
        #expect(stage.admitted.prefix(5).allSatisfy { $0.at == until })
        #expect((stage.now - until).seconds <= 101)
    }

    @Test func `bookings that nobody keeps hold nobody up for long`() {
        var stage = LimitsStage(perDestination: RateLimit(1, per: .seconds(1), burst: 1))
        let start = stage.now
        stage.add(5_000)
        stage.run(until: start + .seconds(3))
        stage.cancelAll()
        stage.run(until: start + .seconds(20))
        stage.now = start + .seconds(20)
        stage.add(5)
        stage.run()
        #expect(stage.now - start < .seconds(30))
    }

    @Test func `a stop of the lane costs each of them one more postponement at the most`() {
        let rate = RateLimit(10, per: .seconds(1), burst: 2)
        var stage = LimitsStage(perDestination: rate)
        let start = stage.now
        stage.add(2_000)
        stage.run(until: start + .seconds(20))
        stage.limits.pause(lane: Lane.ID(1), until: start + .seconds(80))
        stage.run()
        #expect(stage.admitted.count == 2_000)
        #expect(stage.postponed <= 4_100, "\(stage.postponed)")
        #expect((stage.now - start).seconds < 290)
        #expect(keeps(rate, stage.admitted.map(\.at), from: start))
    }
}
