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

    @Test(arguments: 1...12)
    func `random work leaves the same records as the ledger in memory`(_ seed: UInt64) async throws {
        let storage = try file.open()
        let harness = SQLiteHarness(storage: storage)
        let model = MemoryLedger()
        let real = RandomWork(seed: seed, harness: harness)
        let expected = RandomWork(seed: seed, harness: model)
        try await real.open()
        try await expected.open()
        for step in 0..<150 {
            let found = try await real.step()
            let wanted = try await expected.step()
            try #require(found == wanted, "step \(step) of seed \(seed)")
        }
        let records = try await harness.records()
        #expect(records == (await model.records()))
        for record in records {
            let attempts = try await harness.attempts(of: record.id)
            #expect(attempts == (await model.attempts(of: record.id)))
            #expect(attempts.map(\.number) == Array(0..<attempts.count).map { $0 + 1 })
        }
        try await expectTallies(of: storage, toCount: records)
        try await storage.close()
    }

    private func expectTallies(of storage: SQLiteStore, toCount records: [DeliveryRecord]) async throws {
        for (message, ofMessage) in Dictionary(grouping: records, by: \.message) {
            let counted = Dictionary(grouping: ofMessage, by: \.state).mapValues(\.count)
            let tally = try await storage.read { reader throws(Fault) in try reader.tally(ofMessage: message) }
            #expect(tally == counted)
        }
        for (incident, ofIncident) in Dictionary(grouping: records, by: \.incident) {
            guard let incident else { continue }
            let counted = Dictionary(grouping: ofIncident, by: \.state).mapValues(\.count)
            let tally = try await storage.read { reader throws(Fault) in try reader.tally(ofIncident: incident) }
            #expect(tally == counted)
        }
    }
}
