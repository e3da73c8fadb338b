// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Logging
import Outbox
import Testing

/// Forgetting what is past its time.
struct HousekeepingTests {
    private let scene: HubScene
    private let key = IdempotencyKey("k", of: HubScene.ada, request: [1])

    init() async throws { scene = try await HubScene() }

    private func whileKeepingHouse(
        _ retention: Retention = Retention(),
        storage: (any Storage)? = nil,
        _ work: () async throws -> Void
    ) async throws {
        let service = Housekeeping(
            storage: storage ?? scene.storage,
            retention: retention,
            clock: scene.clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        try await withThrowingTaskGroup { group in
            group.addTask { try await service.run() }
            #expect(await scene.clock.waitForSleepers())
            try await work()
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// Lets the service be, until it sleeps for its long pause.
    private func settle() async {
        while await scene.clock.waitForSleepers(), let next = scene.clock.nextDeadline {
            if next - scene.clock.now > .seconds(30) { return }
            scene.clock.advance(to: next)
        }
    }

    private func pass(_ span: Duration) async {
        await settle()
        scene.clock.advance(by: span)
        await settle()
    }

    private func count(_ table: String) throws -> Int { try tableCounts(of: scene.database)[table] ?? 0 }

    @Test func `it begins a minute after the start and goes on every ten minutes`() async throws {
        try await whileKeepingHouse {
            #expect(scene.clock.nextDeadline == scene.clock.now + .seconds(60))
            await pass(.seconds(60))
            #expect(scene.clock.nextDeadline == scene.clock.now + .seconds(600))
        }
    }

    @Test func `answers are forgotten after a week`() async throws {
        _ = try await scene.send(#"{"title": "T", "body": "b", "to": ["buyers"]}"#, key: key)
        try await whileKeepingHouse {
            await pass(.seconds(6 * 86_400))
            try #expect(count("idempotency") == 1)
            await pass(.seconds(86_400 + 1))
            try #expect(count("idempotency") == 0)
        }
    }

    @Test func `what is finished goes when it is past its time, and what is not stays`() async throws {
        _ = try await scene.send(#"{"title": "T", "body": "b", "to": ["buyers"]}"#)
        try await scene.attempt()
        _ = try await scene.send(#"{"title": "U", "body": "b", "to": [{"channel": "mail", "to": "dee@example.com"}]}"#)
        try await scene.giveUp()
        let retention = Retention(attempts: .seconds(3_600), messages: .seconds(7_200), statistics: .seconds(7_200))
        try await whileKeepingHouse(retention) {
            await pass(.seconds(60))
            try #expect(count("delivery") == 5)
            await pass(.seconds(3 * 3_600))
            try #expect(count("delivery") == 1)
        }
        #expect(try await scene.state(of: "dee@example.com") == .dead)
    }

    @Test func `a storage in trouble is left alone until the next time`() async throws {
        _ = try await scene.send(#"{"title": "T", "body": "b", "to": ["buyers"]}"#, key: key)
        let breakage = Breakage()
        breakage.breakAfter(0)
        let storage = BreakingStorage(base: scene.storage, breakage: breakage)
        scene.clock.advance(by: .seconds(8 * 86_400))
        try await whileKeepingHouse(storage: storage) {
            await pass(.seconds(60))
            try #expect(count("idempotency") == 1)
            breakage.breakAfter(nil)
            await pass(.seconds(600))
            try #expect(count("idempotency") == 0)
        }
    }
}
