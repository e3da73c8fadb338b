// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Outbox
import OutboxTesting
import SQLiteStorage
import Testing

/// Destinations are read one after another: nobody is to notice.
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
}
