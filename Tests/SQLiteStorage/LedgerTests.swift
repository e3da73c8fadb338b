// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import HubCore
import Outbox
import OutboxTesting
import SQLiteStorage
import Testing

@Suite struct LedgerTests {
    private let file = TemporaryStorage()

    @Test(arguments: LedgerConformance.checks)
    func `the ledger in the database keeps every promise`(_ check: LedgerCheck) async throws {
        let storage = try file.open()
        let violations = try await check.run(SQLiteHarness(storage: storage))
        #expect(violations.isEmpty, "\(check.name)")
        try await storage.close()
    }

    @Test func `after a crash what was in flight is unknown and nothing accepted is lost`() async throws {
        let first = try file.open()
        let scene = try await LedgerScene(SQLiteHarness(storage: first))
        for moment in 0..<40 { try await scene.publish(at: Int64(moment)) }
        let claims = try await scene.claim(30, at: 50)
        for claim in claims.prefix(10) { try await scene.finish(claim, at: 51) }
        try await first.close()

        let second = try file.open()
        let opening = try await second.ledger.open(node: "node-b", now: LedgerScene.time(100)) { _ in
            .retry(at: LedgerScene.time(100), charged: false)
        }
        #expect(opening.recovered == 20)
        let records = try await SQLiteHarness(storage: second).records()
        #expect(records.count == 40)
        #expect(records.filter { $0.state == .delivered }.count == 10)
        #expect(records.filter { $0.state == .retrying }.count == 20)
        #expect(records.filter { $0.state == .pending }.count == 10)
        let late = Exchange(
            epoch: scene.epoch,
            now: LedgerScene.time(101),
            finishes: claims.suffix(20)
                .map {
                    Finish(
                        delivery: $0.delivery,
                        attempt: $0.attempt,
                        endedAt: LedgerScene.time(101),
                        outcome: .delivered(Receipt()),
                        disposition: .delivered
                    )
                }
        )
        #expect(try await second.ledger.exchange(late) { _ in .admit }.lost.count == 20)
        try await second.close()
    }

    @Test func `after a crash an attempt beside one that has arrived ends as it would have without`() async throws {
        let first = try file.open()
        let scene = try await LedgerScene(SQLiteHarness(storage: first))
        try await scene.publish(to: [LedgerScene.reachable], at: 0)
        let head = try #require(try await scene.claim(at: 1).first)
        try await scene.finish(
            head,
            as: .retry(at: LedgerScene.time(1_000), charged: true),
            .failed(LedgerScene.refused),
            reroute: scene.step(to: LedgerScene.pager, at: 5),
            at: 5
        )
        let next = try #require(try await scene.claim(at: 6).last)
        #expect(try await scene.claim(at: 1_000).map(\.delivery) == [head.delivery])
        try await scene.finish(next, at: 1_001)
        try await first.close()

        let second = try file.open()
        let opening = try await second.ledger.open(node: "node-b", now: LedgerScene.time(2_000)) { _ in
            .retry(at: LedgerScene.time(2_000), charged: false)
        }
        #expect(opening.recovered == 1)
        let records = try await SQLiteHarness(storage: second).records()
        #expect(records.map(\.state) == [.rerouted, .delivered])
        #expect(records.first?.fault?.context["to"] == records.last?.id.description)
        try await second.close()
    }

    @Test func `more attempts than fit one transaction are recovered`() async throws {
        let storage = try file.open()
        let harness = SQLiteHarness(storage: storage)
        let scene = try await LedgerScene(harness)
        let crowd = (0..<2_500).map { LedgerScene.destination("reader-\($0)@example.com") }
        try await scene.publish(to: crowd)
        while try await !storage.ledger.expand(limit: 1_000, now: LedgerScene.time(1), planner: scene.planner)
            .isFinished
        {}
        let claims = try await scene.claim(2_500, at: 2)
        #expect(claims.count == 2_500)
        let opening = try await scene.open(at: 3) { _ in .dead }
        #expect(opening.recovered == 2_500)
        #expect(try await harness.records().allSatisfy { $0.state == .dead })
        try await storage.close()
    }

    @Test(arguments: 1...24)
    func `random work shows the same as the ledger in memory, step by step`(_ seed: UInt64) async throws {
        let storage = try file.open()
        let harness = SQLiteHarness(storage: storage)
        let model = MemoryLedger()
        let real = try await RandomLedgerWork(seed: seed, harness: harness)
        let expected = try await RandomLedgerWork(seed: seed, harness: model)
        for step in 0..<150 {
            let found = try await real.step()
            let wanted = try await expected.step()
            // How soon old attempts go is not promised to the row.
            if found.hasPrefix("prune"), wanted.hasPrefix("prune") { continue }
            guard found == wanted else {
                Issue.record("step \(step) of seed \(seed): \(difference(found, wanted))")
                break
            }
        }
        #expect(try await harness.records() == (await model.records()))
        #expect(try await LedgerInvariants.violations(harness).isEmpty)
        try await storage.close()
    }

    /// Where two long texts begin to differ.
    private func difference(_ found: String, _ wanted: String) -> String {
        let same = zip(found, wanted).prefix { $0 == $1 }.count
        let start = max(0, same - 300)
        return "“\(found.dropFirst(start).prefix(500))” instead of “\(wanted.dropFirst(start).prefix(500))”"
    }
}
