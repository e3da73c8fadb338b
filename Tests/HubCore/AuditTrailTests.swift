// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import SQLiteStorage
import Testing

struct AuditTrailTests {
    private let folder: TemporaryFolder
    private let storage: SQLiteStore

    init() throws {
        folder = try TemporaryFolder()
        storage = try SQLiteStore.open(path: folder.path + "/belfry.sqlite")
    }

    /// Six entries, recorded and read back.
    private func entries() async throws -> [AuditEntry] {
        for number in 1...6 {
            try await storage.write { transaction throws(Fault) in
                try AuditTrail.record(
                    "thing.done",
                    on: "thing_\(number)",
                    by: "ada",
                    at: Timestamp(milliseconds: Int64(number)),
                    detail: ["a": "1", "b": "\(number)"],
                    in: transaction
                )
            }
        }
        return try await storage.read { reader throws(Fault) in try reader.auditEntries(after: 0, limit: 100) }
    }

    @Test func `entries are numbered from 1, chained, and verify`() async throws {
        let entries = try await entries()
        #expect(entries.map(\.number) == [1, 2, 3, 4, 5, 6])
        #expect(entries.first?.previousHash == String(repeating: "0", count: 64))
        #expect(zip(entries.dropFirst(), entries).allSatisfy { $0.previousHash == $1.hash })
        #expect(Set(entries.map(\.hash)).count == 6)
        #expect(AuditTrail.firstBreak(in: entries, after: nil) == nil)
        #expect(AuditTrail.firstBreak(in: [], after: nil) == nil)
    }

    @Test func `a later page verifies against the entry before it, and not by itself`() async throws {
        let entries = try await entries()
        let page = Array(entries[3...])
        #expect(AuditTrail.firstBreak(in: page, after: entries[2]) == nil)
        #expect(AuditTrail.firstBreak(in: page, after: nil) == 4)
        #expect(AuditTrail.firstBreak(in: page, after: entries[1]) == 4)
    }

    /// A way to forge an entry.
    struct Forgery: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let forge: @Sendable (inout AuditEntry) -> Void
    }

    private static let forgeries = [
        Forgery(testDescription: "at") { $0.at = $0.at + .milliseconds(1) },
        Forgery(testDescription: "actor") { $0.actor = "eve" },
        Forgery(testDescription: "action") { $0.action = "thing.undone" },
        Forgery(testDescription: "subject") { $0.subject += "0" },
        Forgery(testDescription: "a detail's value") { $0.detail["a"] = "2" },
        Forgery(testDescription: "a detail's key") { $0.detail = ["a2": "1", "b": $0.detail["b"] ?? ""] },
        Forgery(testDescription: "a detail more") { $0.detail["c"] = "" },
        Forgery(testDescription: "a detail less") { $0.detail["b"] = nil },
        Forgery(testDescription: "the hash before") { $0.previousHash = String($0.previousHash.reversed()) + "0" },
        Forgery(testDescription: "the hash") { $0.hash = String(repeating: "f", count: 64) },
        Forgery(testDescription: "text moved from one field to the next") {
            $0.actor = "adathing"
            $0.action = ".done"
        },
    ]

    @Test(arguments: forgeries) func `a forged field is found at its entry's number`(_ forgery: Forgery) async throws {
        let entries = try await entries()
        for index in entries.indices {
            var forged = entries
            forgery.forge(&forged[index])
            #expect(AuditTrail.firstBreak(in: forged, after: nil) == entries[index].number)
        }
    }

    @Test func `a removed, swapped or renumbered entry is found`() async throws {
        let entries = try await entries()
        for index in entries.indices.dropLast() {
            var removed = entries
            removed.remove(at: index)
            #expect(AuditTrail.firstBreak(in: removed, after: nil) == entries[index + 1].number)
            var swapped = entries
            swapped.swapAt(index, index + 1)
            #expect(AuditTrail.firstBreak(in: swapped, after: nil) == entries[index + 1].number)
            var renumbered = entries
            renumbered[index].number += 10
            #expect(AuditTrail.firstBreak(in: renumbered, after: nil) == entries[index].number + 10)
        }
    }

    @Test func `an entry whose transaction fails is not there`() async throws {
        await #expect(throws: Fault.self) {
            try await storage.write { transaction throws(Fault) in
                try AuditTrail.record("x", on: "y", by: "z", at: .distantPast, in: transaction)
                throw Fault(.internalError, "No.")
            }
        }
        #expect(try await entries().map(\.number) == [1, 2, 3, 4, 5, 6])
    }

    @Test func `entries written at once keep one chain`() async throws {
        let storage = storage
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    try await storage.write { transaction throws(Fault) in
                        try AuditTrail.record("x", on: "\(number)", by: "z", at: .distantPast, in: transaction)
                    }
                }
            }
            try await group.waitForAll()
        }
        let entries = try await storage.read { reader throws(Fault) in try reader.auditEntries(after: 0, limit: 100) }
        #expect(entries.map(\.number) == Array(1...40))
        #expect(AuditTrail.firstBreak(in: entries, after: nil) == nil)
    }
}
