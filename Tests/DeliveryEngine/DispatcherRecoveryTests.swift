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
struct DispatcherRecoveryTests {
    /// A ledger whose next few exchanges fail, and whose next answer can be held up.
    private final class FailingLedger: Ledger {
        private let inner: MemoryLedger
        let failures = Mutex(0)
        /// Done once, between an exchange that claims something and its answer.
        let meanwhile = Mutex<(@Sendable () async -> Void)?>(nil)

        init(_ inner: MemoryLedger) { self.inner = inner }

        func open(
            node: String,
            now: Timestamp,
            settling: @escaping @Sendable (Orphan) -> Disposition
        ) async throws(Fault) -> LedgerOpening {
            try await inner.open(node: node, now: now, settling: settling)
        }

        func lanes() async throws(Fault) -> [LaneStatus] { try await inner.lanes() }

        func exchange(
            _ exchange: Exchange,
            admitting: @escaping @Sendable (Candidate) -> Admission
        ) async throws(Fault) -> ExchangeResult {
            let fails = failures.withLock { count in
                count -= 1
                return count >= 0
            }
            if fails { throw Fault(.storageUnavailable, "the disk is away") }
            let result = try await inner.exchange(exchange, admitting: admitting)
            if !result.claims.isEmpty, let work = meanwhile.withLock({ $0.take() }) { await work() }
            return result
        }

        func expand(limit: Int, now: Timestamp, planner: any DeliveryPlanner) async throws(Fault) -> Expansion {
            try await inner.expand(limit: limit, now: now, planner: planner)
        }

        func message(_ id: Message.ID) async throws(Fault) -> OutboxMessage? { try await inner.message(id) }

        func reroute(
            _ sweep: RerouteSweep,
            deciding: @escaping @Sendable (Overdue) -> RerouteDecision
        ) async throws(Fault) -> RerouteResult {
            try await inner.reroute(sweep, deciding: deciding)
        }

        func expire(
            in lane: Lane.ID,
            after place: QueuePlace?,
            limit: Int,
            now: Timestamp
        ) async throws(Fault) -> (place: QueuePlace?, expired: Int, lanes: [LaneStatus]) {
            try await inner.expire(in: lane, after: place, limit: limit, now: now)
        }

        func hasten(
            in lane: Lane.ID,
            after place: QueuePlace?,
            limit: Int,
            now: Timestamp
        ) async throws(Fault) -> (place: QueuePlace?, lanes: [LaneStatus]) {
            try await inner.hasten(in: lane, after: place, limit: limit, now: now)
        }

        func recentAttempts(since: Timestamp) async throws(Fault) -> [HourlyCount] {
            try await inner.recentAttempts(since: since)
        }

        func recover(limit: Int, now: Timestamp, planner: any DeliveryPlanner) async throws(Fault) -> Expansion {
            try await inner.recover(limit: limit, now: now, planner: planner)
        }

        func hold(_ destination: DestinationID, because fault: Fault, now: Timestamp) async throws(Fault) -> Bool {
            try await inner.hold(destination, because: fault, now: now)
        }

        func remember(_ health: [LaneHealth]) async throws(Fault) { try await inner.remember(health) }
    }

    @Test func `outcomes outlast a ledger that is away, and nothing is sent twice`() async throws {
        let seen = Logbook<String>()
        let failing = Mutex<FailingLedger?>(nil)
        let stage = EngineStage(
            wrapping: { memory in
                let ledger = FailingLedger(memory)
                failing.withLock { $0 = ledger }
                return ledger
            }
        ) { delivery in
            // The ledger goes away while attempts are under way.
            if seen.note(delivery.destination.address) == 1 { failing.withLock { $0 }?.failures.withLock { $0 = 5 } }
            return Receipt()
        }
        try await stage.run {
            try await stage.accept(to: (0..<20).map { "reader\($0)@one.example" })
            await stage.until("all deliveries") {
                if let next = stage.clock.nextDeadline { stage.clock.advance(to: next) }
                return await stage.memory.records().allSatisfy { $0.state == .delivered }
            }
        }
        #expect(seen.entries.count == 20)
        #expect(Set(seen.entries).count == 20)
    }

    @Test func `what is accepted while an exchange is on its way back is not forgotten`() async throws {
        let seen = Logbook<String>()
        let failing = Mutex<FailingLedger?>(nil)
        let stage = EngineStage(
            wrapping: { memory in
                let ledger = FailingLedger(memory)
                failing.withLock { $0 = ledger }
                return ledger
            }
        ) { delivery in
            seen.note(delivery.destination.address)
            return Receipt()
        }
        failing.withLock { $0 }?.meanwhile
            .withLock { work in
                // The exchange says that nothing is left of the lane, which is no longer true when it is heard.
                work = { try? await stage.accept(to: ["bo@one.example"]) }
            }
        try await stage.run {
            try await stage.accept(to: ["ada@one.example"])
            await stage.until("both deliveries") { seen.entries.count == 2 }
        }
        #expect(Set(seen.entries) == ["ada@one.example", "bo@one.example"])
    }

    @Test func `attempts of an earlier run are unknown and made again`() async throws {
        let seen = Logbook<Int>()
        let stage = EngineStage { delivery in
            seen.note(delivery.attempt)
            return Receipt()
        }
        // A run that claimed and never finished.
        let epoch = try await stage.memory.open(node: "test", now: stage.clock.now) { _ in .dead }.epoch
        try await stage.accept(to: ["ada@a.example"])
        let lane = try #require(try await stage.memory.lanes().first)
        let quota = Exchange.Quota(lane: lane.lane.id, limit: 1)
        let claimed = try await stage.memory.exchange(
            Exchange(epoch: epoch, now: stage.clock.now, quotas: [quota]),
            admitting: { _ in .admit }
        )
        #expect(claimed.claims.count == 1)

        let start = stage.clock.now
        try await stage.run {
            await stage.asleep(until: start + .seconds(1))
            stage.clock.advance(by: .seconds(1))
            await stage.settled([.delivered])
        }
        #expect(seen.entries == [2])
        #expect(await stage.memory.attempts(of: Delivery.ID(1)).map(\.result) == [.unknown, .delivered])
    }

    @Test func `a graceful stop waits for the attempts under way and claims nothing more`() async throws {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let seen = Logbook<String>()
        let stage = EngineStage(concurrency: 1) { delivery in
            seen.note(delivery.destination.address)
            for await _ in gate {}
            return Receipt()
        }
        try await stage.run {
            try await stage.accept(to: ["ada@a.example", "bo@a.example"])
            await stage.until("the first attempt") { seen.entries.count == 1 }
            open.finish()
        }
        // Behind the stop: what was under way is recorded, whatever else had been claimed too.
        for record in await stage.memory.records() {
            #expect([.delivered, .pending].contains(record.state), "\(record.destination.address) is \(record.state)")
        }
        #expect(await stage.memory.records().first?.state == .delivered)
    }

    @Test func `what outlasts the drain is cut off, recorded and due again`() async throws {
        let seen = Logbook<String>()
        let stage = EngineStage(options: Dispatcher.Options(drainTimeout: .seconds(5))) { delivery throws(Fault) in
            seen.note(delivery.destination.address)
            try await hangUntilCancelled()
            return Receipt()
        }
        let start = stage.clock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await stage.run {
                    try await stage.accept(to: ["ada@a.example"])
                    await stage.until("the attempt") { seen.entries.count == 1 }
                }
            }
            await stage.until("the drain's deadline") { stage.clock.nextDeadline == start + .seconds(5) }
            stage.clock.advance(to: start + .seconds(5))
            try await group.waitForAll()
        }
        let record = try #require(await stage.memory.records().first)
        #expect(record.state == .retrying)
        #expect(await stage.memory.attempts(of: record.id).map(\.result) == [.failed])
    }
}
