// SPDX-License-Identifier: Apache-2.0

import Announcement
import HubCore
import Outbox
import OutboxTesting
import SQLiteStorage
import Testing

@Suite struct RoomTests {
    private let file = TemporaryStorage()

    @Test func `without a reserve there is always room`() async throws {
        let storage = try file.open()
        try storage.checkRoom()
        try await storage.close()
    }

    @Test func `with less left than the reserve nothing new is accepted, and it says how much there is`() async throws {
        let storage = try file.open(reserve: .max)
        let fault = try #require(throws: Fault.self) { try storage.checkRoom() }
        #expect(fault.code == .storageFull)
        #expect(fault.retryAfter != nil)
        #expect(fault.suggestedAction != nil)
        #expect(fault.context["reserve_bytes"] == String(Int64.max))
        #expect(fault.context["free_bytes"].flatMap { Int64($0) }.map { $0 > 0 } == true)
        try await storage.close()
    }

    @Test func `what was accepted before goes on in the reserve`() async throws {
        let storage = try file.open(reserve: .max)
        let scene = try await LedgerScene(SQLiteHarness(storage: storage))
        try await scene.publish(at: 0)
        for claim in try await scene.claim(at: 1) { try await scene.finish(claim, at: 2) }
        #expect(try await scene.states() == [.delivered])
        #expect(throws: Fault.self) { try storage.checkRoom() }
        try await storage.close()
    }

    @Test func `with more left than the reserve there is room`() async throws {
        let storage = try file.open(reserve: 1)
        try storage.checkRoom()
        try storage.checkRoom()
        try await storage.close()
    }
}
