// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import Testing

/// What an admission was counted with is given back where no claim comes of it.
struct AdmissionTests {
    private let now = Timestamp(milliseconds: 1_795_300_000_000)
    private let name = ChannelName.sample("mail")

    private func book(
        rate: RateLimit? = nil,
        perLane: RateLimit? = nil,
        perDestination: RateLimit? = nil
    ) -> DispatchBook {
        let channel = ConfiguredChannel(
            name: name,
            adapter: AnyChannel(ScriptedChannel { _ in Receipt() }),
            rate: rate,
            ratePerLane: perLane,
            ratePerDestination: perDestination
        )
        var book = DispatchBook(channels: ChannelDirectory([channel]), maximumInFlight: 1_000)
        let lane = Lane(id: Lane.ID(1), channel: name, host: "h1")
        book.learn(LaneStatus(lane: lane, bands: [BandStatus(Band(.update), due: now)]), now: now)
        return book
    }

    private func candidate(_ number: Int64, _ priority: Priority = .update) -> Candidate {
        Candidate(
            delivery: Delivery.ID(number),
            destination: DestinationID(1),
            lane: Lane.ID(1),
            band: Band(priority),
            due: now
        )
    }

    private func claim(_ number: Int64) -> Claim {
        Claim(
            delivery: Delivery.ID(number),
            lane: Lane.ID(1),
            message: .sample("msg_1"),
            destinationID: DestinationID(1),
            destination: Destination(channel: name, address: "ada@example.com"),
            attempt: 1,
            failures: 0,
            band: Band(.update),
            thread: nil,
            acceptedAt: now,
            expiresAt: now + .seconds(3_600)
        )
    }

    @Test(arguments: Priority.allCases)
    func `an exchange that fails costs nothing of any rate`(_ priority: Priority) {
        let slow = RateLimit(1, per: .seconds(10), burst: 1)
        for var book in [book(rate: slow), book(perLane: slow), book(perDestination: slow)] {
            for attempt in 1...5 as ClosedRange<Int64> {
                #expect(book.admit(candidate(attempt, priority), now: now) == .admit)
                #expect(book.admit(candidate(100 + attempt, priority), now: now) != .admit)
                book.retry([])
            }
        }
    }

    @Test func `what a claim came of stays counted`() {
        var book = book(rate: RateLimit(1, per: .seconds(10), burst: 1))
        #expect(book.admit(candidate(1), now: now) == .admit)
        _ = book.take([claim(1)], now: now)
        book.retry([])
        #expect(book.admit(candidate(2), now: now) == .stop)
    }

    @Test func `a transaction that is repeated counts once`() {
        var book = book(perDestination: RateLimit(10, per: .seconds(1), burst: 10))
        let later = now + .seconds(60)
        // The first candidate starts the rates; a minute later the burst has been earned.
        #expect(book.admit(candidate(1), now: now) == .admit)
        _ = book.take([claim(1)], now: now)
        for number in 2...5 as ClosedRange<Int64> { #expect(book.admit(candidate(number), now: later) == .admit) }
        for number in 2...5 as ClosedRange<Int64> { #expect(book.admit(candidate(number), now: later) == .admit) }
        _ = book.take((2...5).map { claim($0) }, now: later)
        var admitted = 0
        while admitted < 100, book.admit(candidate(10 + Int64(admitted)), now: later) == .admit { admitted += 1 }
        #expect(admitted == 6)
    }

    @Test(arguments: [UInt64](1...50))
    func `a rate is kept and not wasted, however many exchanges fail`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let rate = RateLimit(
            Int.random(in: 1...50, using: &random),
            per: .seconds(1),
            burst: Int.random(in: 1...20, using: &random)
        )
        var (troubled, calm) = (RateMeter(rate, now: now), RateMeter(rate, now: now))
        var moment = now
        for _ in 0..<500 {
            moment = moment + .milliseconds(Int64.random(in: 0...60, using: &random))
            var failed = 0
            while Bool.random(using: &random), troubled.admits(at: moment) {
                troubled.spend(at: moment)
                failed += 1
            }
            for _ in 0..<failed { troubled.refund() }
            #expect(troubled.admits(at: moment) == calm.admits(at: moment), "seed \(seed)")
            guard calm.admits(at: moment) else { continue }
            troubled.spend(at: moment)
            calm.spend(at: moment)
        }
    }
}
