// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import FoundationEssentials
import GRDB
import HubCore
import Outbox
import OutboxTesting
import SQLiteStorage
import Testing

/// What is erased stands nowhere in the file, nor in the log beside it.
@Suite struct ErasureTests {
    private let file = TemporaryStorage()

    /// Which of the addresses the file or the log holds.
    private func traces(of addresses: [String]) throws -> [String] {
        let sought = Set(addresses)
        var found: Set<String> = []
        for path in [file.path, "\(file.path)-wal"] where FileManager.default.fileExists(atPath: path) {
            let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
            // They are all as long as one another, and end alike.
            let tail = Array("@reader.example".utf8)
            var place = 0
            while place + tail.count <= bytes.count {
                defer { place += 1 }
                guard bytes[place] == tail[0], place >= 8, bytes[place..<place + tail.count].elementsEqual(tail) else {
                    continue
                }
                let text = String(decoding: bytes[(place - 8)..<(place + tail.count)], as: UTF8.self)
                if sought.contains(text) { found.insert(text) }
            }
        }
        return found.sorted()
    }

    private func addresses(_ count: Int) -> [String] {
        var random = SeededGenerator(seed: 7)
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        return (0..<count)
            .map { _ in
                String((0..<8).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] })
                    + "@reader.example"
            }
    }

    private func erase(_ addresses: [String], in storage: SQLiteStore) async throws {
        try await storage.write { transaction throws(Fault) in
            for address in addresses {
                #expect(try transaction.erase(channel: Samples.mail, address: address))
            }
        }
    }

    @Test func `a few among thousands leave no copy behind where pages were divided`() async throws {
        let storage = try file.open()
        let all = addresses(4_000)
        for start in stride(from: 0, to: all.count, by: 50) {
            let members = all[start..<start + 50].map { Member(Destination(channel: Samples.mail, address: $0)) }
            try await storage.write { transaction throws(Fault) in
                try transaction.upsert(members, in: Samples.buyers, from: .imported(generation: 1))
            }
        }
        let gone = Array(all.prefix(200))
        #expect(try traces(of: gone).count == 200)
        try await erase(gone, in: storage)
        #expect(try traces(of: gone).isEmpty)
        #expect(try traces(of: Array(all.suffix(200))).count == 200)
        try await storage.close()
    }

    @Test func `where a long reading holds it up, the log is emptied when somebody reminds of it`() async throws {
        let storage = try file.open()
        let gone = addresses(1)
        try await storage.write { transaction throws(Fault) in
            let members = gone.map { Member(Destination(channel: Samples.mail, address: $0)) }
            try transaction.upsert(members, in: Samples.buyers, from: .imported(generation: 1))
        }
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        let other = try DatabaseQueue(path: file.path, configuration: configuration)
        try await other.writeWithoutTransaction { database in
            try database.execute(sql: "BEGIN")
            _ = try Int.fetchOne(database, sql: "SELECT count(*) FROM destination")
        }
        try await erase(gone, in: storage)
        #expect(try traces(of: gone) == gone)
        try await other.writeWithoutTransaction { database in try database.execute(sql: "COMMIT") }
        // Other work does not try again by itself.
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert([LedgerScene.ada], in: Samples.sellers, generation: 1)
        }
        #expect(try traces(of: gone) == gone)
        try await storage.write { transaction throws(Fault) in try transaction.clearTraces() }
        #expect(try traces(of: gone).isEmpty)
        try other.close()
        try await storage.close()
    }

    @Test func `what an earlier run has left in the log goes with the first reminder`() async throws {
        let storage = try file.open()
        try await storage.write { transaction throws(Fault) in
            try transaction.upsert([LedgerScene.ada], in: Samples.buyers, generation: 1)
        }
        let log = "\(file.path)-wal"
        #expect(try Data(contentsOf: URL(filePath: log)).count > 0)
        try await storage.write { transaction throws(Fault) in try transaction.clearTraces() }
        #expect(try Data(contentsOf: URL(filePath: log)).isEmpty)
        try await storage.close()
    }
}
