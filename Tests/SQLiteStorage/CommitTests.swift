// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import OutboxTesting
import SQLiteStorage
import Testing

@Suite struct CommitTests {
    private let file = TemporaryStorage()

    @Test func `five hundred writers at once are all answered, and those that throw are undone alone`() async throws {
        let storage = try file.open()
        let outcomes = await withTaskGroup { group in
            for number in 1...500 {
                group.addTask { await write(number, to: storage) }
            }
            return await group.reduce(into: [:] as [Int: FaultCode?]) { $0[$1.0] = .some($1.1) }
        }
        #expect(outcomes.count == 500)
        for (number, code) in outcomes {
            #expect(code == (number.isMultiple(of: 5) ? .invalidTransition : nil))
        }
        let kept = try await storage.read { reader throws(Fault) in try reader.auditEntries(after: 0, limit: 1_000) }
        #expect(kept.map(\.number) == (1...500).filter { !$0.isMultiple(of: 5) }.map(Int64.init))
        try await storage.close()
    }

    @Test func `what one write of a batch makes the next one sees`() async throws {
        let storage = try file.open()
        try await withThrowingTaskGroup { group in
            for _ in 0..<200 {
                group.addTask {
                    try await storage.write { transaction throws(Fault) in
                        let number = (try transaction.lastAuditEntry()?.number ?? 0) + 1
                        try transaction.append(Samples.auditEntry(number))
                    }
                }
            }
            try await group.waitForAll()
        }
        let last = try await storage.read { reader throws(Fault) in try reader.lastAuditEntry() }
        #expect(last?.number == 200)
        try await storage.close()
    }

    @Test func `a closed database refuses writes and reads with a fault`() async throws {
        let storage = try file.open()
        try await storage.close()
        let write = await #expect(throws: Fault.self) {
            try await storage.write { transaction throws(Fault) in try transaction.append(Samples.auditEntry(1)) }
        }
        #expect(write?.code == .storageUnavailable)
        let read = await #expect(throws: Fault.self) {
            try await storage.read { reader throws(Fault) in try reader.audiences() }
        }
        #expect(read?.code == .storageUnavailable)
    }

    @Test func `a database opened again holds what was written before`() async throws {
        let first = try file.open()
        try await first.write { transaction throws(Fault) in try transaction.append(Samples.auditEntry(1)) }
        try await first.close()
        let second = try file.open()
        let last = try await second.read { reader throws(Fault) in try reader.lastAuditEntry() }
        #expect(last == Samples.auditEntry(1))
        try await second.close()
    }
}

/// Appends an audit entry; every fifth write throws after it.
private func write(_ number: Int, to storage: SQLiteStorage) async -> (Int, FaultCode?) {
    do {
        try await storage.write { transaction throws(Fault) in
            try transaction.append(Samples.auditEntry(Int64(number)))
            if number.isMultiple(of: 5) { throw Fault(.invalidTransition, "Not this one.") }
        }
        return (number, nil)
    } catch {
        return (number, error.code)
    }
}
