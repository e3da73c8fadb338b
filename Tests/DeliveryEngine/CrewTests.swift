// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import OutboxTesting
import Testing

/// Workers that wait for the next claim instead of ending.
///
/// Each worker has a watcher that sleeps on the clock; while nothing is due later, nobody else does. So the clock's
/// sleepers are the workers there are.
@Suite(.timeLimit(.minutes(2)))
struct CrewTests {
    /// Holds each attempt to one of the addresses until its gate is opened, or the attempt cut off.
    private final class Gates: Sendable {
        private let gates: [String: (stream: AsyncStream<Never>, continuation: AsyncStream<Never>.Continuation)]
        let seen = Logbook<String>()
        let cutOff = Logbook<String>()

        init(_ addresses: [String]) {
            gates = Dictionary(uniqueKeysWithValues: addresses.map { ($0, AsyncStream.makeStream(of: Never.self)) })
        }

        func open(_ address: String) { gates[address]?.continuation.finish() }

        @Sendable func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt {
            let address = delivery.destination.address
            seen.note(address)
            if let gate = gates[address] { for await _ in gate.stream {} }
            guard Task.isCancelled else { return Receipt() }
            cutOff.note(address)
            throw Fault(.cancelled, "cancelled")
        }
    }

    /// Has one worker wait while another carries: both attempts were under way at once, or one worker might make both.
    private func oneWaits(on stage: EngineStage, _ gates: Gates) async {
        await stage.until("both attempts") { gates.seen.entries.count == 2 }
        gates.open("ada@a.example")
        await stage.until("a worker that carries and one that waits") {
            stage.dispatcher.waitingWorkers == 1 && stage.clock.sleepers == 2
        }
    }

    @Test func `a waiting worker takes a claim of another lane, and no other is started`() async throws {
        let gates = Gates(["slow@z.example", "ada@a.example", "slow@b.example"])
        let stage = EngineStage(gates.deliver)
        try await stage.run {
            try await stage.accept(to: ["slow@z.example", "ada@a.example"])
            await oneWaits(on: stage, gates)
            await stage.until("the delivery's record") { await stage.states()["msg_1 ada@a.example"] == .delivered }
            try await stage.accept(to: ["slow@b.example"])
            await stage.until("the other lane's attempt") { gates.seen.entries.contains("slow@b.example") }
            #expect(stage.clock.sleepers == 2)
            gates.open("slow@b.example")
            gates.open("slow@z.example")
            await stage.settled([.delivered])
        }
        #expect(gates.seen.entries.count == 3)
    }

    @Test func `a waiting worker is cut off by no deadline`() async throws {
        let gates = Gates(["slow-1@z.example", "ada@a.example", "slow-2@z.example", "slow@b.example"])
        let stage = EngineStage(concurrency: 1, gates.deliver)
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["slow-1@z.example", "ada@a.example", "slow-2@z.example"])
            await oneWaits(on: stage, gates)
            stage.clock.advance(to: start + .seconds(10))
            gates.open("slow-1@z.example")
            await stage.until("the second in the lane") { gates.seen.entries.contains("slow-2@z.example") }
            // The first watch of both is over: one worker has begun anew, the other waits.
            stage.clock.advance(to: start + .seconds(15))
            await stage.until("their next watch") {
                stage.clock.sleepers == 2 && stage.clock.nextDeadline == start + .seconds(30)
            }
            try await stage.accept(to: ["slow@b.example"])
            await stage.until("the waiting worker's attempt") { gates.seen.entries.contains("slow@b.example") }
            #expect(stage.clock.sleepers == 2)
            gates.open("slow@b.example")
            gates.open("slow-2@z.example")
            await stage.settled([.delivered])
        }
        #expect(gates.cutOff.entries.isEmpty)
    }

    @Test func `an attempt of a worker that has waited is cut off at its own deadline`() async throws {
        let gates = Gates(["slow@z.example", "ada@a.example", "slow@b.example"])
        let stage = EngineStage(gates.deliver)
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["slow@z.example", "ada@a.example"])
            await oneWaits(on: stage, gates)
            stage.clock.advance(to: start + .seconds(10))
            try await stage.accept(to: ["slow@b.example"])
            await stage.until("the third") { gates.seen.entries.count == 3 }
            stage.clock.advance(to: start + .seconds(15))
            await stage.until("the end of the first") { gates.cutOff.entries == ["slow@z.example"] }
            await stage.until("the watch of the other") { stage.clock.sleepers > 0 }
            #expect(gates.cutOff.entries == ["slow@z.example"], "It has had five seconds.")
            await stage.play("the end of the other") { gates.cutOff.entries.contains("slow@b.example") }
            #expect(stage.clock.now >= start + .seconds(25) && stage.clock.now <= start + .seconds(40))
            gates.open("slow@z.example")
            gates.open("slow@b.example")
            await stage.play("all to arrive") {
                await stage.memory.records().allSatisfy { $0.state == .delivered }
            }
        }
    }

    @Test func `nobody waits while nothing is in hand`() async throws {
        let gates = Gates(["slow@z.example", "ada@host1.example"])
        let stage = EngineStage(gates.deliver)
        try await stage.run {
            try await stage.accept(to: ["slow@z.example"] + (1...5).map { "ada@host\($0).example" })
            await stage.until("two attempts at once") {
                gates.seen.entries.contains("slow@z.example") && gates.seen.entries.contains("ada@host1.example")
            }
            gates.open("ada@host1.example")
            await stage.until("the others' deliveries") {
                await stage.memory.records().filter { $0.state == .delivered }.count == 5
            }
            await stage.until("workers that wait") { stage.dispatcher.waitingWorkers > 0 }
            gates.open("slow@z.example")
            await stage.settled([.delivered])
            await stage.until("the end of all workers") { stage.clock.sleepers == 0 }
            // There are new ones for what comes then.
            try await stage.accept(to: ["bo@b.example"])
            await stage.settled([.delivered])
        }
        #expect(gates.seen.entries.count == 7)
    }

    @Test func `at a stop those that wait are dismissed while the others finish`() async throws {
        let gates = Gates(["slow@z.example", "ada@a.example"])
        let stage = EngineStage(options: Dispatcher.Options(drainTimeout: .seconds(5)), gates.deliver)
        let start = stage.clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await stage.run {
                    try await stage.accept(to: ["slow@z.example", "ada@a.example"])
                    await oneWaits(on: stage, gates)
                }
            }
            // The one that is busy, and the loop, which waits for it.
            await stage.until("the others' dismissal") {
                stage.clock.nextDeadline == start + .seconds(5) && stage.clock.sleepers == 2
            }
            gates.open("slow@z.example")
            try await group.waitForAll()
        }
        #expect(await stage.memory.records().map(\.state) == [.delivered, .delivered])
        #expect(stage.clock.sleepers == 0)
    }

    @Test func `a run that is cancelled ends, whoever waits, and records what was under way`() async throws {
        let gates = Gates(["slow@z.example", "ada@a.example"])
        let stage = EngineStage(gates.deliver)
        try await stage.onStage {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await stage.dispatcher.run() }
                try await stage.accept(to: ["slow@z.example", "ada@a.example"])
                await oneWaits(on: stage, gates)
                group.cancelAll()
                try await group.waitForAll()
            }
        }
        #expect(gates.cutOff.entries == ["slow@z.example"])
        let states = await stage.states()
        #expect(states["msg_1 ada@a.example"] == .delivered)
        #expect(states["msg_1 slow@z.example"] == .retrying)
        #expect(stage.clock.sleepers == 0)
    }
}
