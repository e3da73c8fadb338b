// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import OutboxTesting
import Synchronization
import Testing

/// What is tried while a channel is in quarantine.
@Suite(.timeLimit(.minutes(2)))
struct TrialTests {
    private let now = Timestamp(milliseconds: 1_795_300_000_000)
    private let refused = Fault(.connectionRefused, "Nothing listens there.")
    private let name = ChannelName.sample("mail")

    /// A channel of which destinations 1 to 3 were failing by themselves before it went into quarantine.
    private func quarantined() throws -> DispatchBook {
        let channel = ConfiguredChannel(
            name: name,
            adapter: AnyChannel(ScriptedChannel { _ in Receipt() }),
            concurrency: 8,
            unknownPolicy: .hold
        )
        var book = DispatchBook(channels: ChannelDirectory([channel]), maximumInFlight: 1_000)
        for number in 1...2 { book.learn(ready(Int64(number)), now: now) }
        let unavailable = Fault(.providerUnavailable, "500")
        for destination in 1...3 as ClosedRange<Int64> { try attempt(&book, destination, unavailable) }
        try attempt(&book, 99, nil)
        try attempt(&book, 98, Fault(.authenticationRejected, "535"))
        let events = book.takeNews().events
        #expect(events.contains { if case .channelQuarantined = $0 { true } else { false } })
        return book
    }

    private func ready(_ number: Int64) -> LaneStatus {
        let lane = Lane(id: Lane.ID(number), channel: name, host: "h\(number)")
        return LaneStatus(lane: lane, bands: [BandStatus(Band(.update), due: now)])
    }

    private func attempt(
        _ book: inout DispatchBook,
        _ destination: Int64,
        _ fault: Fault?,
        at moment: Timestamp? = nil
    ) throws {
        let moment = moment ?? now
        _ = book.take([claim(destination)], now: moment)
        let next = book.next(in: Lane.ID(1), now: moment)
        let flight = try #require(next)
        let outcome: AttemptOutcome = fault.map { .failed($0) } ?? .delivered(Receipt())
        book.ended(flight, outcome, fault == nil ? .delivered : .dead, now: moment, jitter: 1)
    }

    private func claim(_ number: Int64) -> Claim {
        Claim(
            delivery: Delivery.ID(number),
            lane: Lane.ID(1),
            message: .sample("msg_1"),
            destinationID: DestinationID(number),
            destination: Destination(channel: name, address: "\(number)@example.com"),
            attempt: 1,
            failures: 0,
            band: Band(.update),
            thread: nil,
            acceptedAt: now,
            expiresAt: now + .seconds(3_600)
        )
    }

    private func candidate(_ number: Int64, to destination: Int64, in lane: Int64 = 1) -> Candidate {
        Candidate(
            delivery: Delivery.ID(number),
            destination: DestinationID(destination),
            lane: Lane.ID(lane),
            band: Band(.update),
            due: now
        )
    }

    @Test func `a trial passes over destinations that were failing before, while there are others`() throws {
        var book = try quarantined()
        let trial = now + .seconds(15)
        #expect(book.quotas(now: trial).map(\.limit) == [1])
        for destination in 1...3 as ClosedRange<Int64> {
            let answer = book.admit(candidate(100 + destination, to: destination), now: trial)
            #expect(answer == .postpone(until: trial + .seconds(1)))
        }
        #expect(book.admit(candidate(200, to: 98), now: trial) == .admit, "The outage took it along.")
    }

    @Test func `where only failing ones are left, one of them is tried`() throws {
        var book = try quarantined()
        let trial = now + .seconds(15)
        #expect(book.admit(candidate(101, to: 1), now: trial) != .admit)
        #expect(book.admit(candidate(102, to: 2), now: trial) != .admit)
        #expect(book.admit(candidate(101, to: 1), now: trial + .seconds(1)) == .admit)
    }

    @Test func `so many are passed over for one trial at the most, and for the next one anew`() throws {
        var book = try quarantined()
        let trial = now + .seconds(15)
        var admitted: [Int64] = []
        for number in 1_000..<1_200 as Range<Int64>
        where book.admit(candidate(number, to: 1), now: trial) == .admit { admitted.append(number) }
        #expect(admitted.first == 1_064)
        try attempt(&book, 1, refused, at: trial)
        #expect(book.admit(candidate(1_000, to: 1), now: trial + .seconds(60)) != .admit)
    }

    @Test func `a channel that works passes nobody over`() throws {
        var book = try quarantined()
        try attempt(&book, 50, nil, at: now + .seconds(15))
        #expect(book.takeNews().events == [.channelRecovered(name)])
        #expect(book.admit(candidate(101, to: 1), now: now + .seconds(15)) == .admit)
    }

    @Test func `behind a lane of failing destinations alone, another lane is tried at once`() throws {
        var book = try quarantined()
        let trial = now + .seconds(15)
        for number in 1...2 { book.learn(ready(Int64(number)), now: trial) }
        let first = book.quotas(now: trial)
        #expect(first.count == 1)
        let lane = try #require(first.first?.lane)
        book.foundNothing(in: lane, now: trial)
        let second = book.quotas(now: trial)
        #expect(second.map(\.limit) == [1])
        #expect(second.first?.lane != lane)
    }

    @Test func `an engine in quarantine finds out that the provider is back by a good address`() async throws {
        let seen = Logbook<String>()
        let isDown = Switch()
        let stage = EngineStage(concurrency: 1) { delivery throws(Fault) in
            seen.note(delivery.destination.address)
            let name = delivery.destination.address.prefix { $0 != "@" }
            if name.hasPrefix("dead") { throw Fault(.providerUnavailable, "500") }
            if isDown.isOn { throw Fault(.authenticationRejected, "535") }
            return Receipt()
        }
        try await stage.run {
            // Two addresses have failed by themselves: others arrive.
            try await stage.accept(to: ["dead1@a.example", "dead2@a.example", "ada@a.example"])
            await stage.until("all three attempts") { seen.entries.count == 3 }
            isDown.set(true)
            try await stage.accept(to: ["bo@a.example"])
            await stage.until("quarantine") { stage.dispatcher.status().first?.state == .quarantined }
            isDown.set(false)
            // The first in the queue are for addresses that were dead before.
            try await stage.accept(to: ["dead1@a.example", "dead2@a.example"])
            try await stage.accept(to: ["cy@a.example"])
            let before = seen.entries.count
            await stage.play("recovery") { stage.dispatcher.status().first?.state == .working }
            #expect(seen.entries.dropFirst(before).first == "cy@a.example")
        }
    }
}

/// Something that a script does, or not.
private final class Switch: Sendable {
    private let state = Mutex(false)

    var isOn: Bool { state.withLock { $0 } }

    func set(_ isOn: Bool) { state.withLock { $0 = isOn } }
}
