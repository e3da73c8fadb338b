// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Outbox
import OutboxTesting
import SQLiteStorage
import Testing

@Suite struct AudienceTests {
    private let file = TemporaryStorage()

    @Test func `a destination comes back with all its details, and a refresh replaces them`() async throws {
        let storage = try file.open()
        var destination = LedgerScene.ada
        destination.locale = LocaleTag("de-AT")
        destination.tags = ["vip", "eu"]
        destination.secret = SecretReference("env:HOOK_SECRET")
        destination.fallbacks = [LedgerScene.hook]
        for given in [destination, LedgerScene.ada] {
            try await storage.write { transaction throws(Fault) in
                try transaction.upsert([given], in: Samples.buyers, generation: 1)
            }
            let found = try await storage.read { reader throws(Fault) in
                try reader.members(of: Samples.buyers, after: 0, limit: 10).members.map(\.destination)
            }
            #expect(found == [given])
        }
        try await storage.close()
    }

    @Test func `a destination named for one message keeps what its audience says of it`() async throws {
        let storage = try file.open()
        var known = LedgerScene.ada
        known.locale = LocaleTag("de")
        let audience = [known]
        let message = try Samples.message(1)
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert(audience, in: Samples.buyers, generation: 1)
            _ = try transaction.enqueue(message, to: .init(destinations: [LedgerScene.ada]), planner: StubPlanner())
        }
        let records = try await SQLiteHarness(storage: storage).records()
        #expect(records.map(\.destination) == [known])
        try await storage.close()
    }

    @Test func `who is missing from a refresh leaves the audience`() async throws {
        let storage = try file.open()
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert(
                [LedgerScene.ada, LedgerScene.bo, LedgerScene.hook],
                in: Samples.buyers,
                generation: 1
            )
            try transaction.finishRefresh(of: Samples.buyers, generation: 1, digest: "one")
            try transaction.upsert([LedgerScene.ada], in: Samples.sellers, generation: 7)
        }
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert([LedgerScene.bo, LedgerScene.bo], in: Samples.buyers, generation: 2)
            try transaction.finishRefresh(of: Samples.buyers, generation: 2, digest: "two")
        }
        let summaries = try await storage.read { reader throws(Fault) in try reader.audiences() }
        #expect(
            summaries == [
                AudienceSummary(name: Samples.buyers, size: 1, channels: [Samples.mail: 1], digest: "two"),
                AudienceSummary(name: Samples.sellers, size: 1, channels: [Samples.mail: 1]),
            ]
        )
        let found = try await storage.read { reader throws(Fault) in
            try reader.members(of: Samples.buyers, after: 0, limit: 10)
        }
        #expect(found.members == [Member(LedgerScene.bo)])
        #expect(found.cursor == nil)
        try await storage.close()
    }

    @Test func `a destination of two audiences is written to once, an unsubscribed one never`() async throws {
        let storage = try file.open()
        let message = try Samples.message(1)
        let result = try await storage.write { transaction throws(Fault) in
            try transaction.upsert([LedgerScene.ada, LedgerScene.bo], in: Samples.buyers, generation: 1)
            try transaction.upsert([LedgerScene.ada, LedgerScene.hook], in: Samples.sellers, generation: 1)
            let wish = Suppression(.unsubscribed, since: LedgerScene.time(0))
            #expect(
                try transaction.suppress(wish, channel: Samples.mail, address: "bo@example.com", isRecorded: false)
            )
            #expect(
                try !transaction.suppress(wish, channel: Samples.mail, address: "no@example.com", isRecorded: false)
            )
            return try transaction.enqueue(
                message,
                to: Recipients(audiences: [Samples.buyers, Samples.sellers], destinations: [LedgerScene.ada]),
                planner: StubPlanner()
            )
        }
        #expect(result.deliveries == 2)
        let records = try await SQLiteHarness(storage: storage).records()
        #expect(records.map(\.destination) == [LedgerScene.ada, LedgerScene.hook])
        try await storage.close()
    }

    @Test func `only the channels that are asked for are written to`() async throws {
        let storage = try file.open()
        let message = try Samples.message(1)
        let result = try await storage.write { transaction throws(Fault) in
            try transaction.upsert([LedgerScene.ada, LedgerScene.hook], in: Samples.buyers, generation: 1)
            return try transaction.enqueue(
                message,
                to: Recipients(audiences: [Samples.buyers], channels: [Samples.mail]),
                planner: StubPlanner()
            )
        }
        #expect(result.deliveries == 1)
        #expect(try await SQLiteHarness(storage: storage).records().map(\.destination) == [LedgerScene.ada])
        try await storage.close()
    }

    @Test func `an unknown audience is refused with the nearest names`() async throws {
        let storage = try file.open()
        let message = try Samples.message(1)
        let typo = try #require(AudienceName("buyer"))
        let fault = await #expect(throws: Fault.self) {
            try await storage.write { transaction throws(Fault) in
                try transaction.upsert([LedgerScene.ada], in: Samples.sellers, generation: 1)
                try transaction.upsert([LedgerScene.ada], in: Samples.buyers, generation: 1)
                let recipients = Recipients(audiences: [Samples.sellers, typo])
                _ = try transaction.enqueue(message, to: recipients, planner: StubPlanner())
            }
        }
        #expect(fault?.code == .audienceUnknown)
        #expect(fault?.context["where"] == "/audiences/1")
        #expect(fault?.suggestedAction?.contains("buyers") == true)
        try await storage.close()
    }

    @Test func `fifty thousand destinations are expanded page by page`() async throws {
        let storage = try file.open()
        let count = 50_000
        for start in stride(from: 0, to: count, by: 5_000) {
            let page = (start..<start + 5_000).map { LedgerScene.destination("reader-\($0)@example.com") }
            try await storage.write { transaction throws(Fault) in
                try transaction.upsert(page, in: Samples.buyers, generation: 1)
            }
        }
        let message = try Samples.message(1, sequence: 1)
        let result = try await storage.write { transaction throws(Fault) in
            try transaction.enqueue(message, to: Recipients(audiences: [Samples.buyers]), planner: StubPlanner())
        }
        #expect(result.deliveries == count)
        #expect(result.lanes.isEmpty)
        var pages: [Int] = []
        var isFinished = false
        while !isFinished, pages.count < 100 {
            let page = try await storage.ledger.expand(limit: 1_000, now: LedgerScene.time(1), planner: StubPlanner())
            pages.append(page.created)
            isFinished = page.isFinished
        }
        #expect(pages == Array(repeating: 1_000, count: 50))
        let tally = try await storage.read { reader throws(Fault) in try reader.tally(ofMessage: message.id) }
        #expect(tally == [.pending: count])
        try await storage.close()
    }
}
