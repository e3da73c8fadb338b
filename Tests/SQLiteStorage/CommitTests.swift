// SPDX-License-Identifier: Apache-2.0

import Announcement
@preconcurrency import Dispatch
import FoundationEssentials
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

    @Test(.timeLimit(.minutes(1)))
    func `more writes than the disk can take are refused at once, and the others are kept`() async throws {
        let storage = try file.open()
        let gate = DispatchSemaphore(value: 0)
        let (entered, enter) = AsyncStream.makeStream(of: Void.self)
        let (refusals, refuse) = AsyncStream.makeStream(of: FaultCode.self)
        async let first: Void = storage.write { transaction throws(Fault) in
            enter.yield()
            gate.wait()
            try transaction.append(Samples.auditEntry(1))
        }
        _ = await entered.first { _ in true }
        // One write holds the writer up; 4,096 may wait; three are too many.
        let kept = await withTaskGroup { group in
            for number in 2..<2 + 4_096 + 3 {
                group.addTask {
                    let (_, code) = await write(number * 5 + 1, to: storage)
                    if let code { refuse.yield(code) }
                    return code == nil
                }
            }
            let seen = await refusals.prefix(3).reduce(into: []) { $0.append($1) }
            #expect(seen == [.overloaded, .overloaded, .overloaded])
            gate.signal()
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(kept == 4_096)
        try await first
        try await storage.close()
    }

    @Test func `a database that was closed in good order is one whole file`() async throws {
        let storage = try file.open()
        try await storage.write { transaction throws(Fault) in try transaction.append(Samples.auditEntry(1)) }
        _ = try await storage.read { reader throws(Fault) in try reader.lastAuditEntry() }
        try await storage.close()
        let log = try? FileManager.default.attributesOfItem(atPath: file.path + "-wal")[.size]
        #expect(log.map { "\($0)" } ?? "0" == "0")
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
private func write(_ number: Int, to storage: SQLiteStore) async -> (Int, FaultCode?) {
    do throws(Fault) {
        try await storage.write { transaction throws(Fault) in
            try transaction.append(Samples.auditEntry(Int64(number)))
            if number.isMultiple(of: 5) { throw Fault(.invalidTransition, "Not this one.") }
        }
        return (number, nil)
    } catch {
        return (number, error.code)
    }
}
