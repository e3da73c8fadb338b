// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Incidents
import Outbox
import OutboxTesting
import SQLiteStorage
import Testing

@Suite struct StoreTests {
    private let file = TemporaryStorage()

    @Test func `incidents and their updates come back as they were`() async throws {
        let storage = try file.open()
        let first = try Samples.incident(1, severity: .sev1, component: "checkout")
        let second = try Samples.incident(2, severity: .sev3, component: "search")
        let update = try Samples.update(of: first, sequence: 1)
        let later = try Samples.update(of: first, sequence: 2)
        try await storage.write { transaction throws(Fault) in
            try transaction.insert(first)
            try transaction.insert(second)
            try transaction.insert(later)
            try transaction.insert(update)
        }
        let changed = second.resolved
        try await storage.write { transaction throws(Fault) in try transaction.update(changed) }
        let component = try #require(ComponentName("checkout"))
        let found = try await storage.read { reader throws(Fault) in
            [
                try reader.incidents(matching: IncidentFilter(), after: nil, limit: 10),
                try reader.incidents(matching: IncidentFilter(), after: changed.id, limit: 10),
                try reader.incidents(matching: IncidentFilter(isOpen: true), after: nil, limit: 10),
                try reader.incidents(matching: IncidentFilter(isOpen: false), after: nil, limit: 10),
                try reader.incidents(matching: IncidentFilter(severity: .sev1), after: nil, limit: 10),
                try reader.incidents(matching: IncidentFilter(component: component), after: nil, limit: 10),
                try reader.incidents(matching: IncidentFilter(), after: nil, limit: 1),
            ]
        }
        #expect(found == [[changed, first], [first], [first], [changed], [first], [first], [changed]])
        let updates = try await storage.read { reader throws(Fault) in try reader.updates(of: first.id) }
        #expect(updates == [update, later])
        try await storage.close()
    }

    @Test func `what belongs to no incident is refused`() async throws {
        let storage = try file.open()
        let incident = try Samples.incident(1)
        let update = try Samples.update(of: incident, sequence: 1)
        let fault = await #expect(throws: Fault.self) {
            try await storage.write { transaction throws(Fault) in try transaction.update(incident) }
        }
        #expect(fault?.code == .notFound)
        await #expect(throws: Fault.self) {
            try await storage.write { transaction throws(Fault) in try transaction.insert(update) }
        }
        try await storage.close()
    }

    @Test func `tokens are found by digest and revoked once`() async throws {
        let storage = try file.open()
        let token = AccessToken(
            id: try #require(AccessToken.ID("tok_1")),
            name: "ci",
            role: .reporter,
            digest: String(repeating: "a", count: 64),
            createdAt: LedgerScene.time(1)
        )
        try await storage.write { transaction throws(Fault) in try transaction.insert(token) }
        let revocations = try await storage.write { transaction throws(Fault) in
            [
                try transaction.revoke(token.id, at: LedgerScene.time(2)),
                try transaction.revoke(token.id, at: LedgerScene.time(3)),
            ]
        }
        #expect(revocations == [true, false])
        let found = try await storage.read { reader throws(Fault) in try reader.token(digest: token.digest) }
        var expected = token
        expected.revokedAt = LedgerScene.time(2)
        #expect(found == expected)
        #expect(try await storage.read { reader throws(Fault) in try reader.tokens() } == [expected])
        try await storage.close()
    }

    @Test func `the audit trail keeps its numbers and refuses one twice`() async throws {
        let storage = try file.open()
        let entries = (1...3).map { Samples.auditEntry(Int64($0)) }
        try await storage.write { transaction throws(Fault) in
            for entry in entries { try transaction.append(entry) }
        }
        let last = try await storage.read { reader throws(Fault) in try reader.lastAuditEntry() }
        #expect(last == entries.last)
        let rest = try await storage.read { reader throws(Fault) in try reader.auditEntries(after: 1, limit: 10) }
        #expect(rest == Array(entries.dropFirst()))
        await #expect(throws: Fault.self) {
            try await storage.write { transaction throws(Fault) in try transaction.append(entries[0]) }
        }
        try await storage.close()
    }

    @Test func `an answer is kept for its key until it is forgotten`() async throws {
        let storage = try file.open()
        let answer = IdempotentAnswer(
            principal: "ci",
            key: "k1",
            requestDigest: "d",
            status: 202,
            body: [0, 1, 255],
            at: LedgerScene.time(10)
        )
        try await storage.write { transaction throws(Fault) in try transaction.keep(answer) }
        #expect(try await storage.read { reader throws(Fault) in try reader.answer(toKey: "k1", of: "ci") } == answer)
        #expect(try await storage.read { reader throws(Fault) in try reader.answer(toKey: "k1", of: "other") } == nil)
        try await storage.write { transaction throws(Fault) in
            try transaction.forgetAnswers(before: LedgerScene.time(11))
        }
        #expect(try await storage.read { reader throws(Fault) in try reader.answer(toKey: "k1", of: "ci") } == nil)
        try await storage.close()
    }

    @Test func `a transaction that throws leaves nothing behind`() async throws {
        let storage = try file.open()
        let incident = try Samples.incident(1)
        let message = try Samples.message(1)
        let fault = await #expect(throws: Fault.self) {
            try await storage.write { transaction throws(Fault) in
                try transaction.insert(incident)
                try transaction.append(Samples.auditEntry(1))
                try transaction.upsert([LedgerScene.ada], in: Samples.buyers, generation: 1)
                _ = try transaction.enqueue(message, to: .init(audiences: [Samples.buyers]), planner: StubPlanner())
                throw Fault(.invalidTransition, "Not now.")
            }
        }
        #expect(fault?.code == .invalidTransition)
        try await storage.read { reader throws(Fault) in
            #expect(try reader.incident(incident.id) == nil)
            #expect(try reader.lastAuditEntry() == nil)
            #expect(try reader.audiences().isEmpty)
            #expect(try reader.deliveries(matching: .init(), after: nil, limit: 10).isEmpty)
            #expect(try reader.tally(ofMessage: message.id).isEmpty)
        }
        #expect(try await storage.ledger.lanes().isEmpty)
        #expect(try await storage.ledger.message(message.id) == nil)
        let result = try await storage.write { transaction throws(Fault) in
            try transaction.upsert([LedgerScene.ada], in: Samples.buyers, generation: 1)
            return try transaction.enqueue(message, to: .init(audiences: [Samples.buyers]), planner: StubPlanner())
        }
        #expect(result.deliveries == 1)
        #expect(try await storage.ledger.lanes().map(\.lane.host) == ["example.com"])
        try await storage.close()
    }
}

extension Incident {
    fileprivate var resolved: Incident {
        var copy = self
        copy.phase = .resolved
        copy.revision += 1
        return copy
    }
}
