// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Outbox
import OutboxTesting
import SQLiteStorage
import Testing

/// Destinations are read and deliveries written many at a time: nobody is to notice.
@Suite struct FanoutPageTests {
    private let file = TemporaryStorage()

    @Test func `everybody in an audience is written to, whoever was added between them`() async throws {
        let storage = try file.open()
        let scene = try await LedgerScene(SQLiteHarness(storage: storage))
        let everyone = LedgerScene.crowd(40)
        let some = [1, 2, 4, 7, 8, 20, 39].map { everyone[$0] }
        let message = try Samples.message(1)
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert(everyone, in: Samples.sellers, generation: 1)
            try transaction.upsert(some, in: Samples.buyers, generation: 1)
            _ = try transaction.enqueue(message, to: .init(audiences: [Samples.buyers]), planner: StubPlanner())
        }
        #expect(try await scene.harness.records().map(\.destination) == some)
        #expect(try await scene.claim(at: 1).map(\.destination) == some)
        try await storage.close()
    }

    @Test(arguments: [1, 2, 7, 1_000])
    func `deliveries made together are as if each were made alone`(_ limit: Int) async throws {
        let storage = try file.open()
        let scene = try await LedgerScene(SQLiteHarness(storage: storage))
        let held = LedgerScene.destination("held@one.example")
        var home = LedgerScene.destination("home@one.example")
        var work = LedgerScene.destination("work@one.example")
        (home.person, work.person) = ("reader-1", "reader-1")
        let oneByOne = [held, home, work, LedgerScene.hook, LedgerScene.reachable]
        // More than are made with the message itself.
        let readers =
            LedgerScene.crowd(300, at: "one.example") + oneByOne + LedgerScene.crowd(3, at: "two.example")
            + LedgerScene.crowd(1, at: "three.example") + LedgerScene.crowd(2, at: "four.example")
        let message = try Samples.message(1, sequence: 1)
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert(readers, in: Samples.buyers, generation: 1)
            _ = try transaction.enqueue(message, to: .init(audiences: [Samples.buyers]), planner: StubPlanner())
        }
        _ = try await scene.harness.hold(held, because: LedgerScene.onHold, now: LedgerScene.time(1))
        while try await !scene.expand(limit: limit, at: 1).isFinished {}

        let written = readers.filter { $0 != work }
        let records = try await scene.harness.records()
        #expect(records.map(\.destination) == written)
        #expect(records.filter { $0.state == .held }.map(\.destination) == [held])
        #expect(records.filter { $0.dueAt == message.acceptedAt }.count == written.count - 1)
        let tally = try await storage.read { reader throws(Fault) in try reader.tally(ofMessage: message.id) }
        #expect(tally == [.held: 1, .pending: written.count - 1])
        let claimed = try await scene.claim(1_000, at: 2)
        #expect(Set(claimed.map(\.delivery)) == Set(records.filter { $0.state == .pending }.map(\.id)))
        try await storage.close()
    }

    @Test func `where a chain came first, its deliveries are met and all others made`() async throws {
        let storage = try file.open()
        let scene = try await LedgerScene(SQLiteHarness(storage: storage))
        let message = try Samples.message(1)
        let readers =
            [LedgerScene.reachable] + LedgerScene.crowd(300) + [LedgerScene.pager] + LedgerScene.crowd(9, at: "b")
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert(readers, in: Samples.buyers, generation: 1)
            _ = try transaction.enqueue(message, to: .init(audiences: [Samples.buyers]), planner: StubPlanner())
        }
        _ = try await scene.expand(limit: 1, at: 1)
        let claim = try #require(try await scene.claim(at: 1).first)
        let step = scene.step(to: LedgerScene.pager, at: 2)
        try await scene.finish(claim, as: .dead, .failed(LedgerScene.gone), reroute: step, at: 2)
        while try await !scene.expand(limit: 50, at: 3).isFinished {}

        let records = try await scene.harness.records()
        #expect(records.count == readers.count)
        #expect(Set(records.map(\.destination.address)) == Set(readers.map(\.address)))
        #expect(try await scene.claim(1_000, at: 4).count == readers.count - 1)
        try await storage.close()
    }
}
