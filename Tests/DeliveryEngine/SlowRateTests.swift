// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import OutboxTesting
import Testing

/// Rates of so many a day, over the restarts of the hub.
@Suite(.timeLimit(.minutes(2)))
struct SlowRateTests {
    private static let daily = RateLimit(75, per: .seconds(86_400), burst: 25)

    @Test func `the second post after a fresh start leaves at once, and the burst ends with its last`() async throws {
        let stage = EngineStage(rate: Self.daily) { _ in Receipt() }
        try await stage.run {
            try await stage.accept(to: ["one@x.example"])
            await stage.settled([.delivered])
            try await stage.accept(to: (2...26).map { "\($0)@x.example" })
            await stage.until("a whole burst") {
                await stage.memory.records().count { $0.state == .delivered } == 25
            }
            await stage.asleep(until: stage.clock.now + .seconds(1_152))
        }
        #expect(await stage.memory.records().count { $0.state == .delivered } == 25)
    }

    @Test func `a restart knows what the run before it has sent`() async throws {
        let first = EngineStage(rate: Self.daily) { _ in Receipt() }
        try await first.run {
            try await first.accept(to: (1...24).map { "\($0)@x.example" })
            await first.settled([.delivered])
        }
        let second = EngineStage(restarting: first, after: .seconds(1))
        try await second.run {
            try await second.accept(to: (25...27).map { "\($0)@x.example" })
            await second.until("the last of the burst") {
                await second.memory.records().count { $0.state == .delivered } == 25
            }
            await second.until("a wait for the rate") {
                second.clock.nextDeadline.map { $0 > second.clock.now + .seconds(600) } ?? false
            }
        }
        #expect(await second.memory.records().count { $0.state == .delivered } == 25)
    }

    @Test func `what was sent long ago is no reason to wait`() async throws {
        let first = EngineStage(rate: Self.daily) { _ in Receipt() }
        try await first.run {
            try await first.accept(to: (1...25).map { "\($0)@x.example" })
            await first.settled([.delivered])
        }
        let second = EngineStage(restarting: first, after: .seconds(2 * 86_400))
        try await second.run {
            try await second.accept(to: (26...50).map { "\($0)@x.example" })
            await second.settled([.delivered])
        }
    }

    @Test func `a clock that is put back makes a slow rate begin with its burst used up`() {
        var stage = LimitsStage(rate: Self.daily)
        stage.limits.restore(stage.channel, [], now: stage.now)
        stage.add(3)
        stage.run(until: stage.now)
        #expect(stage.admitted.count == 3)
        stage.now = stage.now - .seconds(7_200)
        let start = stage.now
        stage.add(2)
        stage.run(until: start + .seconds(86_400))
        #expect(stage.admitted.dropFirst(3).map(\.at) == [start, start + .seconds(1_152)])
    }

    @Test func `a rate that soon comes back begins with its burst used up, whatever is known`() {
        var stage = LimitsStage(rate: RateLimit(10, per: .seconds(1), burst: 10))
        stage.limits.restore(stage.channel, [], now: stage.now)
        stage.add(2)
        let start = stage.now
        stage.run()
        #expect(stage.admitted.map(\.at) == [start, start + .milliseconds(100)])
    }
}
