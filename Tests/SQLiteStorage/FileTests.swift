// SPDX-License-Identifier: Apache-2.0

import Announcement
import FoundationEssentials
import GRDB
import HubCore
import SQLiteStorage
import Testing

@Suite struct FileTests {
    private let file = TemporaryStorage()

    @Test func `a new file is private, flushed with every commit and marked as ours`() async throws {
        let storage = try file.open()
        let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions]
        #expect(mode.map { "\($0)" } == "384", "0600")
        #expect(try await storage.flushesEveryCommit())
        try await storage.close()
        let (application, version, page, journal) = try peek()
        #expect(application == 0x426C_6672)
        #expect(version == 5)
        #expect(page == 8_192)
        #expect(journal == "wal")
    }

    @Test func `a file of a newer version is refused and left as it is`() async throws {
        let storage = try file.open()
        try await storage.close()
        try change("PRAGMA user_version = 99")
        let before = try Data(contentsOf: URL(fileURLWithPath: file.path))
        let fault = try #require(throws: Fault.self) { try file.open() }
        #expect(fault.code == .schemaNewer)
        #expect(fault.message.contains("99"))
        #expect(fault.context["path"] == file.path)
        #expect(fault.context["known"] == "5")
        #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == before)
    }

    @Test func `a file that is no database is refused and left as it is`() throws {
        try FileManager.default.createDirectory(atPath: file.directory, withIntermediateDirectories: true)
        let text = Data(String(repeating: "not a database ", count: 100).utf8)
        try text.write(to: URL(fileURLWithPath: file.path))
        let fault = try #require(throws: Fault.self) { try file.open() }
        #expect(fault.code == .storageUnavailable)
        #expect(fault.context["path"] == file.path)
        #expect(try Data(contentsOf: URL(fileURLWithPath: file.path)) == text)
    }

    @Test func `another program's database is refused`() throws {
        try FileManager.default.createDirectory(atPath: file.directory, withIntermediateDirectories: true)
        try change("CREATE TABLE theirs (id INTEGER)")
        let fault = try #require(throws: Fault.self) { try file.open() }
        #expect(fault.code == .storageUnavailable)
        #expect(fault.message.contains("another program"))
    }

    @Test func `a path below a file is refused with advice`() throws {
        try FileManager.default.createDirectory(atPath: file.directory, withIntermediateDirectories: true)
        let obstacle = file.directory + "/obstacle"
        try Data([1]).write(to: URL(fileURLWithPath: obstacle))
        let fault = try #require(throws: Fault.self) { try SQLiteStore.open(path: obstacle + "/belfry.sqlite") }
        #expect(fault.code == .storageUnavailable)
        #expect(fault.suggestedAction != nil)
    }

    private func change(_ sql: String) throws {
        let queue = try DatabaseQueue(path: file.path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    private func peek() throws -> (Int64?, Int?, Int?, String?) {
        let queue = try DatabaseQueue(path: file.path)
        defer { try? queue.close() }
        return try queue.read { database in
            (
                try Int64.fetchOne(database, sql: "PRAGMA application_id"),
                try Int.fetchOne(database, sql: "PRAGMA user_version"),
                try Int.fetchOne(database, sql: "PRAGMA page_size"),
                try String.fetchOne(database, sql: "PRAGMA journal_mode")
            )
        }
    }
}
