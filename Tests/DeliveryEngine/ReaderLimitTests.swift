// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

/// A provider's limit for a destination and the reader's own, at once.
struct ReaderLimitTests {
    @Test func `a reader is spared on a channel whose provider sets a limit of its own`() {
        let perReader = RateLimit(2, per: .seconds(3_600))
        var stage = LimitsStage(perDestination: RateLimit(50, per: .seconds(1)), perReader: perReader)
        let start = stage.now
        stage.add(4)
        stage.run(until: start + .seconds(60))
        #expect(stage.admitted.count == 2)
        #expect(stage.limits.isSpared(DestinationID(1), at: stage.now))
        #expect(!stage.limits.isSpared(DestinationID(2), at: stage.now))
        stage.run()
        #expect(stage.admitted.count == 4)
        #expect(stage.admitted.last.map { $0.at >= start + .seconds(3_600) } == true)
        // Each was given one slot that suited both.
        #expect(stage.postponed <= 6, "\(stage.postponed)")
    }

    @Test func `whoever waits for the provider alone is not spared`() {
        var stage = LimitsStage(
            perDestination: RateLimit(1, per: .seconds(10), burst: 1),
            perReader: RateLimit(100, per: .seconds(3_600))
        )
        let start = stage.now
        stage.add(3)
        stage.run(until: start + .seconds(5))
        #expect(stage.admitted.count <= 1)
        #expect(!stage.limits.isSpared(DestinationID(1), at: stage.now))
        stage.run()
        #expect(stage.admitted.count == 3)
    }

    @Test func `what was counted for nothing is given back to both`() {
        let perDestination = RateLimit(1, per: .seconds(60), burst: 1)
        var stage = LimitsStage(perDestination: perDestination, perReader: RateLimit(1, per: .seconds(3_600)))
        stage.now = stage.now + .seconds(1)
        stage.add(1)
        stage.run()
        stage.limits.refund(DestinationID(1))
        let then = stage.now
        stage.add(1)
        stage.run(until: then)
        #expect(stage.admitted.count == 2)
    }

    @Test(arguments: [UInt64](1...40))
    func `neither limit is ever exceeded, and nothing starves`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func rate(_ periods: [Int]) -> RateLimit {
            RateLimit(
                Int.random(in: 1...20, using: &random),
                per: .seconds(periods.randomElement(using: &random) ?? 1),
                burst: Int.random(in: 1...20, using: &random)
            )
        }
        let perDestination = rate([1, 10, 60])
        let perReader = rate([10, 60, 600])
        var stage = LimitsStage(perDestination: perDestination, perReader: perReader, seed: seed)
        stage.lateness = Int64.random(in: 0...5, using: &random)
        let start = stage.now
        var added = 0
        for _ in 0..<40 {
            let count = Int.random(in: 0...8, using: &random)
            let priority = [Priority.critical, .update, .update, .backfill].randomElement(using: &random) ?? .update
            stage.add(count, to: Int64.random(in: 1...3, using: &random), priority: priority)
            added += count
            stage.run(until: stage.now + .milliseconds(Int64.random(in: 0...20_000, using: &random)))
        }
        let last = stage.now
        stage.run()
        #expect(stage.admitted.count == added)
        for number in Int64(1)...3 {
            let own = stage.admitted.filter { $0.candidate.destination == DestinationID(number) }
            let spared = own.filter { $0.candidate.band.priority != .critical }
            #expect(keeps(perDestination, own.map(\.at), from: start), "seed \(seed)")
            #expect(keeps(perReader, spared.map(\.at), from: start - perReader.period), "seed \(seed)")
        }
        // No longer than the slower of the two takes for all of them, and the margin of bookings without a burst.
        let slowest = max(
            perDestination.period.seconds / Double(perDestination.limit),
            perReader.period.seconds / Double(perReader.limit)
        )
        #expect((stage.now - last).seconds <= slowest * Double(added) * 2 + 10, "seed \(seed)")
        #expect(stage.postponed <= 4 * added + 40, "seed \(seed): \(stage.postponed) for \(added)")
    }

    @Test func `what no longer limits anything is forgotten`() {
        var stage = LimitsStage(
            perDestination: RateLimit(10, per: .seconds(1)),
            perReader: RateLimit(2, per: .seconds(60))
        )
        for destination in Int64(1)...100 { stage.add(1, to: destination) }
        stage.run()
        #expect(stage.limits.count == 200)
        stage.limits.prune(now: stage.now + .seconds(600))
        #expect(stage.limits.count == 0)
    }
}
