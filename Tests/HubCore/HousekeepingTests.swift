// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Logging
import Outbox
import SQLiteStorage
import Testing

/// Forgetting what is past its time.
struct HousekeepingTests {
    private let scene: HubScene
    private let key = IdempotencyKey("k", of: HubScene.ada, request: [1])

    init() async throws { scene = try await HubScene(offer: .sample) }

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

    @Test func `an address that nobody confirmed is forgotten with its questions an hour after the last link`()
        async throws
    {
        let destinations = try count("destination")
        // More than are looked at in one go, and one that was asked twice.
        for number in 0..<40 { _ = try await scene.ask(#"{"to": "new-\#(number)@example.com"}"#) }
        scene.clock.advance(by: .seconds(600))
        _ = try await scene.ask(#"{"to": "new-7@example.com"}"#)
        try await scene.attempt()
        let statistics = try count("statistic")
        #expect(statistics > 0)
        try await whileKeepingHouse {
            await pass(.seconds(48 * 3_600))
            try #expect(count("message") == 41)
            await pass(.seconds(3_000))
            try #expect(count("message") == 41)
            await pass(.seconds(600))
            // But for the one that was asked again.
            try #expect(count("message") == 2)
            await pass(.seconds(1_200))
        }
        for table in ["message", "message_content", "delivery", "tally"] { try #expect(count(table) == 0, "\(table)") }
        // The last number is kept, so that it is not given again.
        try #expect(count("destination") == destinations + 1)
        try #expect(count("statistic") == statistics)
        for number in [0, 7, 39] {
            let address = "new-\(number)@example.com"
            #expect(try await scene.destination(address) == nil)
            try #expect(!databaseBytes(of: scene.database).contains { $0.holds(address) }, "\(address)")
        }
    }

    @Test func `an address of which more is known stays, and so does its question`() async throws {
        let token = try await scene.ask(#"{"to": "confirmed@example.com"}"#)
        for name in ["ada", "left", "told", "held"] { _ = try await scene.ask(#"{"to": "\#(name)@example.com"}"#) }
        _ = try await scene.hub.confirmSubscription(token)
        _ = try await scene.send(#"{"title": "T", "body": "b", "to": [{"channel": "mail", "to": "told@example.com"}]}"#)
        try await scene.attempt()
        try await scene.suppress("left@example.com", .unsubscribed)
        let now = scene.clock.now
        let isHeld = try await scene.storage.write { transaction throws(Fault) in
            let fault = Fault(.recipientRejected, "Gone.")
            return try transaction.hold(
                channel: .sample("mail"),
                address: "held@example.com",
                because: fault,
                now: now
            )
        }
        #expect(isHeld)
        // This one still waits for its turn.
        _ = try await scene.ask(#"{"to": "open@example.com"}"#)
        let destinations = try count("destination")
        try await whileKeepingHouse { await pass(.seconds(60 * 3_600)) }
        try #expect(count("message") == 7)
        try #expect(count("destination") == destinations)
        for name in ["confirmed", "ada", "left", "told", "held", "open"] {
            #expect(try await scene.destination("\(name)@example.com") != nil, "\(name)")
        }
    }

    @Test func `who comes to be known while the house is kept stays`() async throws {
        _ = try await scene.ask(#"{"to": "new@example.com"}"#)
        try await scene.attempt()
        let moment = scene.clock.now + .seconds(1)
        let found = try await scene.storage.read { reader throws(Fault) in
            try reader.unansweredQuestions(askedBefore: moment, after: nil, limit: 9)
        }
        #expect(found.groups.map(\.questions.count) == [1])
        _ = try await scene.send(#"{"title": "T", "body": "b", "to": [{"channel": "mail", "to": "new@example.com"}]}"#)
        let forgotten = try await scene.storage.write { transaction throws(Fault) in try transaction.forget(found) }
        #expect(forgotten == 0)
        #expect(try await scene.destination("new@example.com") != nil)
    }
}
