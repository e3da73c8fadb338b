// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import OutboxTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2)))
struct DispatcherTests {
    @Test func `a message reaches each of its destinations once`() async throws {
        let seen = Logbook<String>()
        let stage = EngineStage { delivery in
            seen.note(delivery.destination.address)
            return Receipt(id: delivery.key)
        }
        try await stage.run {
            try await stage.accept(to: ["ada@a.example", "bo@b.example", "cy@a.example"])
            await stage.settled([.delivered])
        }
        #expect(seen.entries.sorted() == ["ada@a.example", "bo@b.example", "cy@a.example"])
        for record in await stage.memory.records() {
            #expect(record.attempts == 1)
            #expect(record.receipt?.id == "\(record.message)_\(record.id.rawValue)")
        }
    }

    @Test func `two failures and then a success are three attempts at the schedule's times`() async throws {
        let count = Logbook<Timestamp>()
        let clock = Mutex<ManualClock?>(nil)
        let stage = EngineStage { _ throws(Fault) in
            let now = clock.withLock { $0?.now } ?? .distantPast
            guard count.note(now) > 2 else { throw Fault(.providerUnavailable, "500") }
            return Receipt()
        }
        clock.withLock { $0 = stage.clock }
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["ada@a.example"])
            await stage.asleep(until: start + .seconds(1))
            #expect(await stage.states() == ["msg_1 ada@a.example": .retrying])
            stage.clock.advance(to: start + .seconds(1))
            await stage.asleep(until: start + .seconds(6))
            stage.clock.advance(to: start + .seconds(6))
            await stage.settled([.delivered])
        }
        #expect(count.entries == [start, start + .seconds(1), start + .seconds(6)])
        let attempts = await stage.memory.attempts(of: Delivery.ID(1))
        #expect(attempts.map(\.number) == [1, 2, 3])
        #expect(attempts.map(\.result) == [.failed, .failed, .delivered])
        #expect(attempts.first?.fault?.code == .providerUnavailable)
    }

    @Test func `a provider's pause holds its whole lane and no other`() async throws {
        let seen = Logbook<String>()
        let stage = EngineStage(concurrency: 1) { delivery throws(Fault) in
            if seen.note(delivery.destination.address) == 1 {
                throw Fault(.rateLimited, "429", retryAfter: .seconds(3))
            }
            return Receipt()
        }
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["ada@slow.example", "bo@slow.example"])
            await stage.asleep(until: start + .seconds(3))
            #expect(seen.entries == ["ada@slow.example"])
            try await stage.accept(to: ["cy@other.example"])
            await stage.until("the other lane's delivery") { seen.entries.contains("cy@other.example") }
            stage.clock.advance(to: start + .seconds(3))
            await stage.settled([.delivered])
        }
        #expect(seen.entries.count == 4)
    }

    @Test func `a permanent refusal is dead at once while the others arrive`() async throws {
        let stage = EngineStage { delivery throws(Fault) in
            guard delivery.destination.address != "gone@a.example" else {
                throw Fault(.recipientRejected, "550 5.1.1", context: ["smtp_code": "550"])
            }
            return Receipt()
        }
        try await stage.run {
            try await stage.accept(to: ["ada@a.example", "gone@a.example", "bo@a.example"])
            await stage.settled([.delivered, .dead])
        }
        let states = await stage.states()
        #expect(states["msg_1 gone@a.example"] == .dead)
        #expect(states.values.filter { $0 == .delivered }.count == 2)
        let dead = try #require(await stage.memory.records().first { $0.state == .dead })
        #expect(dead.fault?.context["smtp_code"] == "550")
        #expect(dead.attempts == 1)
    }

    @Test func `what cannot be rendered is dead and reaches no adapter`() async throws {
        let seen = Logbook<String>()
        let stage = EngineStage { delivery in
            seen.note(delivery.message.title)
            return Receipt()
        }
        try await stage.run {
            try await stage.accept("unspeakable", to: ["ada@a.example"])
            await stage.settled([.dead])
        }
        #expect(seen.entries.isEmpty)
    }

    @Test func `a hanging host holds up nobody else`() async throws {
        let stage = EngineStage { delivery throws(Fault) in
            if delivery.destination.address.hasSuffix("@hangs.example") { try await hangUntilCancelled() }
            return Receipt()
        }
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["ada@hangs.example", "bo@b.example", "cy@c.example"])
            await stage.until("the others' deliveries") {
                await stage.memory.records().filter { $0.state == .delivered }.count == 2
            }
            // The hanging attempt is cut off at its deadline; nothing is known to have left, so it counts as a time-out.
            await stage.asleep(until: start + .seconds(15))
            stage.clock.advance(to: start + .seconds(15))
            await stage.until("the end of the hanging attempt") {
                await stage.memory.attempts(of: Delivery.ID(1)).first?.fault?.code == .timedOut
            }
        }
    }

    @Test func `never are more attempts under way in a lane than its concurrency`() async throws {
        let gauge = Mutex((now: 0, most: 0))
        let stage = EngineStage(concurrency: 3) { _ in
            gauge.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            for _ in 0..<20 { await Task.yield() }
            gauge.withLock { $0.now -= 1 }
            return Receipt()
        }
        try await stage.run {
            try await stage.accept(to: (0..<100).map { "reader\($0)@one.example" })
            await stage.settled([.delivered])
        }
        #expect(gauge.withLock { $0.most } == 3)
    }

    @Test func `the channel's rate spreads its attempts over time`() async throws {
        let times = Logbook<Timestamp>()
        let clock = Mutex<ManualClock?>(nil)
        let stage = EngineStage(rate: RateLimit(2, per: .seconds(1), burst: 1)) { _ in
            times.note(clock.withLock { $0?.now } ?? .distantPast)
            return Receipt()
        }
        clock.withLock { $0 = stage.clock }
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: (0..<5).map { "reader\($0)@host\($0).example" })
            for step in 1...4 {
                await stage.until("attempt \(step)") { times.entries.count == step }
                await stage.asleep(until: start + .milliseconds(500 * Int64(step)))
                stage.clock.advance(to: start + .milliseconds(500 * Int64(step)))
            }
            await stage.settled([.delivered])
        }
        #expect(times.entries == (0..<5).map { start + .milliseconds(500 * Int64($0)) })
    }

    @Test func `a destination's own rate postpones it alone and costs no attempt`() async throws {
        let seen = Logbook<String>()
        let stage = EngineStage(ratePerDestination: RateLimit(1, per: .seconds(10), burst: 1)) { delivery in
            seen.note("\(delivery.message.id) \(delivery.destination.address)")
            return Receipt()
        }
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["ada@a.example"])
            await stage.settled([.delivered])
            try await stage.accept(to: ["ada@a.example", "bo@a.example"])
            await stage.until("the other destination's attempt") { seen.entries.count == 2 }
            await stage.asleep(until: start + .seconds(10))
            #expect(seen.entries == ["msg_1 ada@a.example", "msg_2 bo@a.example"])
            stage.clock.advance(to: start + .seconds(10))
            await stage.settled([.delivered])
        }
        #expect(await stage.memory.records().allSatisfy { $0.attempts == 1 })
    }
}

/// Waits for ever, and ends like an adapter whose exchange was cancelled before anything left.
func hangUntilCancelled() async throws(Fault) {
    let (stream, end) = AsyncStream.makeStream(of: Never.self)
    for await _ in stream {}
    end.finish()
    throw Fault(.cancelled, "cancelled")
}
