// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

struct LimitsTests {
    let lane = Lane(id: Lane.ID(1), channel: .sample("idle"), host: "host1")

    @Test func `without limits everything is admitted at once`() {
        var stage = LimitsStage()
        stage.add(1_000)
        stage.run()
        #expect(stage.admitted.count == 1_000)
        #expect(stage.postponed == 0)
        #expect(stage.limits.count == 0)
    }

    @Test func `all rates begin with their burst used up`() {
        var stage = LimitsStage(rate: RateLimit(10, per: .seconds(1), burst: 10))
        let start = stage.now
        stage.add(5)
        stage.run()
        #expect(stage.admitted.map(\.at) == (0..<5).map { start + .milliseconds($0 * 100) })
        #expect(stage.postponed == 0)
    }

    @Test func `a destination that was never written to may have its burst once it could have been earned`() {
        var stage = LimitsStage(perDestination: RateLimit(10, per: .seconds(1), burst: 5))
        stage.add(1, to: 1)
        stage.run()
        stage.now = stage.now + .seconds(60)
        let later = stage.now
        stage.add(5, to: 2)
        stage.run()
        #expect(stage.admitted.dropFirst().allSatisfy { $0.at == later })
    }

    @Test func `a reader is told so much and no more at once, and what is critical does not wait for that`() {
        var stage = LimitsStage(perReader: RateLimit(2, per: .seconds(3_600)))
        let start = stage.now
        stage.add(3, to: 1)
        stage.add(1, to: 2)
        stage.add(5, to: 1, priority: .critical)
        stage.run(until: start)
        let told = stage.admitted.filter { $0.candidate.destination == DestinationID(1) }
        #expect(told.filter { $0.candidate.band.priority == .critical }.count == 5)
        // From the first moment on, also behind a restart.
        #expect(told.filter { $0.candidate.band.priority == .update }.count == 2)
        #expect(stage.admitted.count == 8)
        stage.run()
        #expect(stage.admitted.last?.at == start + .seconds(1_800))
    }

    @Test func `what is critical is held to the provider's limit for a destination, and not to the reader's`() {
        var stage = LimitsStage(
            perDestination: RateLimit(1, per: .seconds(1)),
            perReader: RateLimit(1, per: .seconds(3_600))
        )
        let start = stage.now
        stage.add(3, to: 1, priority: .critical)
        stage.run()
        #expect(stage.admitted.count == 3)
        #expect(stage.admitted.allSatisfy { $0.at < start + .seconds(3) })
    }

    @Test func `nothing is spent unless channel, lane and destination all admit`() {
        var stage = LimitsStage(
            rate: RateLimit(1, per: .seconds(10)),
            perLane: RateLimit(1, per: .seconds(10)),
            perDestination: RateLimit(1, per: .seconds(10))
        )
        let start = stage.now
        // Refused by its destination: the one to another destination goes all the same.
        stage.limits.pause(destination: DestinationID(1), until: start + .seconds(60))
        stage.add(1, to: 1)
        stage.add(1, to: 2)
        stage.run(until: start)
        #expect(stage.admitted.map(\.candidate.destination) == [DestinationID(2)])
        // Stopped by the lane and the channel: its destination has spent nothing.
        stage.add(1, to: 3)
        stage.run(until: start + .seconds(10))
        #expect(stage.admitted.map(\.at) == [start, start + .seconds(10)])
    }

    @Test func `two lanes share what the account may send`() {
        var stage = LimitsStage(rate: RateLimit(10, per: .seconds(1), burst: 1))
        let start = stage.now
        stage.add(50, to: 1, lane: 1)
        stage.add(50, to: 2, lane: 2)
        stage.run()
        #expect(keeps(RateLimit(10, per: .seconds(1), burst: 1), stage.admitted.map(\.at), from: start))
        #expect(stage.now == start + .milliseconds(9_900))
    }

    @Test func `pauses stop a lane or all of a channel, and are moved forward only`() {
        var limits = Limits()
        let stage = LimitsStage()
        let now = stage.now
        limits.pause(lane: lane.id, until: now + .seconds(60))
        limits.pause(lane: lane.id, until: now + .seconds(30))
        #expect(limits.nextTurn(of: lane, channel: stage.channel, now: now) == now + .seconds(60))
        #expect(limits.nextTurn(of: stage.lane(Lane.ID(2)), channel: stage.channel, now: now) == nil)
        limits.pause(channel: stage.channel.name, until: now + .seconds(90))
        #expect(limits.nextTurn(of: stage.lane(Lane.ID(2)), channel: stage.channel, now: now) == now + .seconds(90))
        #expect(limits.nextTurn(of: lane, channel: stage.channel, now: now + .seconds(90)) == nil)
    }

    @Test func `a paused destination leaves its neighbours alone`() {
        var stage = LimitsStage()
        let until = stage.now + .seconds(60)
        stage.limits.pause(destination: DestinationID(1), until: until)
        #expect(stage.limits.isPaused(DestinationID(1), at: stage.now))
        #expect(!stage.limits.isPaused(DestinationID(2), at: stage.now))
        #expect(!stage.limits.isPaused(DestinationID(1), at: until))
        stage.add(10, to: 1)
        stage.add(10, to: 2)
        stage.run()
        #expect(stage.admitted.prefix(10).allSatisfy { $0.candidate.destination == DestinationID(2) })
        #expect(stage.admitted.dropFirst(10).allSatisfy { $0.at == until })
        #expect(stage.postponed == 10)
    }

    @Test func `backfill has a quarter of the rate at the most, and the rest is left to others`() {
        let rate = RateLimit(20, per: .seconds(1), burst: 1)
        var stage = LimitsStage(rate: rate)
        let start = stage.now
        stage.add(200, priority: .backfill)
        stage.run(until: start + .seconds(10))
        #expect((48...51).contains(stage.admitted.count))
        stage.add(100, priority: .update)
        stage.run(until: start + .seconds(18))
        let updates = stage.admitted.filter { $0.candidate.band.priority == .update }
        #expect(updates.count == 100)
        stage.run()
        #expect(stage.admitted.count == 300)
        let backfill = stage.admitted.filter { $0.candidate.band.priority == .backfill }
        #expect(keeps(Limits.backfillShare(of: rate), backfill.map(\.at), from: start))
        #expect(keeps(rate, stage.admitted.map(\.at), from: start))
        // Those whose slots the updates took, and who had to wait for a stop of the lane, are given others.
        #expect(stage.postponed <= 400)
    }

    @Test func `a lane's rate has a quarter for backfill, too, and says when it is free again`() {
        var stage = LimitsStage(perLane: RateLimit(4, per: .seconds(1), burst: 1))
        let now = stage.now
        #expect(stage.limits.nextBackfill(of: lane, channel: stage.channel, now: now) == nil)
        stage.add(1, priority: .backfill)
        stage.run()
        #expect(stage.limits.nextBackfill(of: lane, channel: stage.channel, now: now) == now + .seconds(1))
        #expect(stage.limits.nextTurn(of: lane, channel: stage.channel, now: now) == now + .milliseconds(250))
    }

    @Test func `a clock that was put back by an hour stops nothing for an hour`() {
        let rate = RateLimit(10, per: .seconds(1), burst: 1)
        var stage = LimitsStage(rate: rate, perLane: rate, perDestination: rate)
        stage.limits.pause(destination: DestinationID(9), until: stage.now + .seconds(60))
        stage.add(10)
        stage.run()
        stage.now = stage.now - .seconds(3_600)
        let start = stage.now
        #expect(stage.limits.nextTurn(of: lane, channel: stage.channel, now: start) == nil)
        stage.add(10)
        stage.run()
        #expect(stage.admitted.count == 20)
        #expect(stage.admitted.last?.at ?? start < start + .seconds(2))
        // The provider's pause is as long as it was.
        #expect(stage.limits.isPaused(DestinationID(9), at: start + .seconds(50)))
        #expect(!stage.limits.isPaused(DestinationID(9), at: start + .seconds(61)))
    }

    @Test func `what no longer limits anything is forgotten, and without being asked`() {
        let rate = RateLimit(50, per: .seconds(1))
        var stage = LimitsStage(perDestination: rate)
        for round in 0..<40 {
            for index in 0..<1_000 { stage.add(1, to: Int64(round * 1_000 + index)) }
            stage.run()
            stage.now = stage.now + .seconds(2)
            #expect(stage.limits.count <= 8_192)
        }
        #expect(stage.admitted.count == 40_000)
        stage.limits.prune(now: stage.now)
        #expect(stage.limits.count == 0)
    }

    @Test(arguments: [UInt64](1...25))
    func `no window of channel, lane or destination ever sees more than its rate, and nothing is lost`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func rate() -> RateLimit? {
            guard Int.random(in: 0..<4, using: &random) > 0 else { return nil }
            let limit = Int.random(in: 1...40, using: &random)
            return RateLimit(limit, per: .seconds(1), burst: Int.random(in: 1...20, using: &random))
        }
        var stage = LimitsStage(rate: rate(), perLane: rate(), perDestination: rate(), seed: seed)
        stage.lateness = Int64.random(in: 0...20, using: &random)
        let start = stage.now
        for _ in 0..<10 {
            for _ in 0..<30 {
                let destination = Int64.random(in: 1...6, using: &random)
                let priority = Priority.allCases.randomElement(using: &random) ?? .update
                stage.add(1, to: destination, lane: destination % 3, priority: priority)
            }
            stage.run(until: stage.now + .milliseconds(Int64.random(in: 0...3_000, using: &random)))
        }
        stage.run()
        #expect(stage.admitted.count == 300)
        #expect(stage.outOfTurn == 0)
        let all = stage.admitted
        if let rate = stage.channel.rate {
            #expect(keeps(rate, all.map(\.at), from: start), "seed \(seed)")
            let backfill = all.filter { $0.candidate.band.priority == .backfill }.map(\.at)
            #expect(keeps(Limits.backfillShare(of: rate), backfill, from: start), "seed \(seed)")
        }
        for id in 0...6 as ClosedRange<Int64> {
            if let rate = stage.channel.ratePerLane {
                let moments = all.filter { $0.candidate.lane == Lane.ID(id) }.map(\.at)
                #expect(keeps(rate, moments, from: start), "seed \(seed), lane \(id)")
            }
            if let rate = stage.channel.ratePerDestination {
                let moments = all.filter { $0.candidate.destination == DestinationID(id) }.map(\.at)
                #expect(keeps(rate, moments, from: start), "seed \(seed), destination \(id)")
            }
        }
    }
}
