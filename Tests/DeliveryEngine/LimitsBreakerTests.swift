// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

/// A destination that fails has a breaker of its own.
struct LimitsBreakerTests {
    private let destination = DestinationID(1)

    /// Lets five attempts at the destination fail.
    private func opened() -> LimitsStage {
        var stage = LimitsStage()
        stage.add(5)
        stage.run { stage, sent in
            _ = stage.limits.observe(.failure, of: sent.delivery, to: sent.destination, at: stage.now, jitter: 1)
        }
        return stage
    }

    @Test func `five failures in a row open it, and its deliveries are postponed without an attempt`() {
        var stage = opened()
        let start = stage.now
        #expect(stage.limits.phase(of: destination) == .open(until: start + .seconds(30)))
        stage.add(3)
        stage.add(3, to: 2)
        stage.run(until: start + .seconds(29))
        #expect(stage.admitted.dropFirst(5).allSatisfy { $0.candidate.destination == DestinationID(2) })
        #expect(stage.admitted.count == 8)
        #expect(stage.postponed == 3)
    }

    @Test func `one at a time probes it, and three successes close it`() {
        var stage = opened()
        let start = stage.now
        stage.add(100)
        var changes: [Breaker.Change] = []
        var underWay = 0
        stage.run { stage, sent in
            underWay += stage.limits.phase(of: sent.destination) == .halfOpen ? 1 : 0
            let change = stage.limits.observe(
                .success,
                of: sent.delivery,
                to: sent.destination,
                at: stage.now,
                jitter: 1
            )
            if let change { changes.append(change) }
        }
        #expect(changes == [.closed])
        #expect(underWay == 3)
        #expect(stage.admitted.count == 105)
        #expect(stage.postponed <= 110)
        #expect((stage.now - start).seconds <= 61)
    }

    @Test func `a probe that is under way keeps the others waiting, and late results do not count for it`() {
        var stage = opened()
        let until = stage.now + .seconds(30)
        stage.add(2)
        stage.run(until: until)
        #expect(stage.admitted.count == 6)
        let late = stage.limits.observe(.failure, of: Delivery.ID(1), to: destination, at: until, jitter: 1)
        #expect(late == nil)
        #expect(stage.limits.phase(of: destination) == .halfOpen)
        let probe = stage.admitted[5].candidate.delivery
        let change = stage.limits.observe(.failure, of: probe, to: destination, at: until, jitter: 1)
        #expect(change == .opened(until: until + .seconds(60)))
    }

    @Test func `a probe whose attempt was never made makes room for another`() {
        var stage = opened()
        let until = stage.now + .seconds(30)
        stage.add(1)
        stage.run(until: until)
        stage.limits.abandoned(stage.admitted[5].candidate.delivery, to: destination)
        stage.add(1)
        stage.run(until: until)
        #expect(stage.admitted.count == 7)
    }

    @Test func `a probe asked about again in a repeated transaction is admitted again`() {
        var stage = opened()
        let now = stage.now + .seconds(30)
        stage.add(1)
        stage.run(until: now)
        let probe = stage.admitted[5].candidate
        let lane = stage.lane(probe.lane)
        #expect(stage.limits.admit(probe, lane: lane, channel: stage.channel, now: now) == .admit)
    }

    @Test func `a probe of which nothing is ever heard does not block its destination for ever`() {
        var stage = opened()
        stage.add(20)
        stage.run { stage, sent in
            // The first probe is lost; all others arrive.
            guard sent.delivery != Delivery.ID(6) else { return }
            _ = stage.limits.observe(.success, of: sent.delivery, to: sent.destination, at: stage.now, jitter: 1)
        }
        #expect(stage.admitted.count == 25)
        #expect(stage.outOfTurn == 0)
        #expect(stage.limits.phase(of: destination) == .closed)
        #expect(stage.postponed < 200)
    }

    @Test func `while it stays dead each delivery is put off about once for each opening`() {
        var stage = opened()
        let start = stage.now
        var openings = 1
        stage.add(1_000)
        stage.run(until: start + .seconds(3_600)) { stage, sent in
            let change = stage.limits.observe(
                .failure,
                of: sent.delivery,
                to: sent.destination,
                at: stage.now,
                jitter: 1
            )
            openings += change == nil ? 0 : 1
        }
        #expect((6...9).contains(openings))
        #expect(stage.postponed <= openings * 1_000 + 200, "\(stage.postponed) for \(openings) openings")
    }

    @Test func `a destination that only succeeds costs no memory`() {
        var limits = Limits()
        let now = LimitsStage().now
        for id in 0..<1_000 as Range<Int64> {
            _ = limits.observe(.success, of: Delivery.ID(id), to: DestinationID(id), at: now, jitter: 1)
            _ = limits.observe(.neutral, of: Delivery.ID(id), to: DestinationID(id), at: now, jitter: 1)
        }
        #expect(limits.count == 0)
        _ = limits.observe(.failure, of: Delivery.ID(1), to: DestinationID(1), at: now, jitter: 1)
        #expect(limits.count == 1)
        limits.prune(now: now + .seconds(600))
        #expect(limits.count == 1)
        limits.prune(now: now + .seconds(3_600))
        #expect(limits.count == 0)
    }

    @Test func `however many destinations fail, the breakers are bounded`() {
        var limits = Limits()
        let now = LimitsStage().now
        for id in 0..<70_000 as Range<Int64> {
            _ = limits.observe(.failure, of: Delivery.ID(id), to: DestinationID(id), at: now, jitter: 1)
        }
        #expect(limits.count == 65_536)
    }
}
