// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import HubCore
import Logging
import Outbox
import SQLiteStorage
import Testing

/// The service that tells operators: at a mailbox and at a hook.
struct OperatorNoticesTests {
    private let scene: HubScene
    private let mail = ChannelName.sample("mail")
    private let hooks = ChannelName.sample("hooks")
    private let fault = Fault(.authenticationRejected, "The relay refuses the credentials.")
    private let byMail = Destination(channel: .sample("mail"), address: "ops@example.com")
    private let byHook = Destination(channel: .sample("hooks"), address: "http://ops.example")

    init() async throws { scene = try await HubScene() }

    /// Runs the service while `work` goes on, and ends it.
    private func whileServing(
        _ operators: [Destination],
        storage: (any Storage)? = nil,
        _ work: @Sendable (OperatorNotices) async throws -> Void
    ) async throws {
        let notices = OperatorNotices(
            storage: storage ?? scene.storage,
            channels: scene.channels,
            operators: operators,
            untold: scene.untold,
            link: "https://status.market.example",
            clock: scene.clock,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        )
        notices.attach(scene.engine)
        try await withThrowingTaskGroup { group in
            group.addTask { try await notices.run() }
            #expect(await scene.clock.waitForSleepers())
            try await work(notices)
            group.cancelAll()
            try await group.waitForAll()
        }
    }

    /// Lets the time pass, step by step, as the service sleeps.
    private func pass(_ span: Duration) async {
        let end = scene.clock.now + span
        while let next = scene.clock.nextDeadline, next <= end {
            scene.clock.advance(to: next)
            _ = await scene.clock.waitForSleepers()
        }
        scene.clock.advance(to: end)
    }

    private func told(_ address: String) async throws -> [DeliveryRecord] {
        try await scene.storage.read { reader throws(Fault) in
            try reader.deliveries(matching: DeliveryFilter(address: address), after: nil, limit: 100)
        }
    }

    /// Lets the service work until `condition` holds, or so long that it never will.
    private func until(_ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while try await !condition(), ContinuousClock.now < deadline { await Task.yield() }
    }

    /// Waits until so many messages were sent to an address.
    private func wait(for count: Int, at address: String) async throws {
        try await until { try await told(address).count >= count }
        #expect(try await told(address).count == count)
    }

    @Test func `a channel in quarantine is told by another, as critical`() async throws {
        try await whileServing([byMail, byHook]) { notices in
            notices.receive(.channelQuarantined(mail, fault))
            await pass(.seconds(5))
            try await wait(for: 1, at: byHook.address)
        }
        #expect(try await told(byMail.address).isEmpty)
        let claim = try #require(try await scene.claim().claims.first)
        #expect(claim.band.priority == .critical)
        #expect(OperatorMessage.isOne(claim.message))
        #expect(try await scene.content(of: claim.message).standard.title == "Channel mail is in quarantine")
        #expect(scene.engine.wakeCount == 1)
        let entry = try #require(try await scene.audit().last)
        #expect(entry.action == "operators.told" && entry.actor == "hub")
    }

    @Test func `everyone who is told the same is sent one message`() async throws {
        let third = Destination(channel: .sample("banner"), address: "ops")
        try await whileServing([byMail, byHook, third]) { notices in
            notices.receive(.channelRecovered(mail))
            await pass(.seconds(60))
            try await wait(for: 1, at: third.address)
        }
        let messages = Set(
            try await [byMail, byHook, third].asyncMap { try await told($0.address).map(\.message) }.joined()
        )
        #expect(messages.count == 1)
    }

    @Test func `what is left to tell when the hub ends is recorded`() async throws {
        try await whileServing([byHook]) { $0.receive(.channelRecovered(mail)) }
        #expect(try await told(byHook.address).count == 1)
    }

    @Test func `where nobody is left to tell, whoever looks at the channel is told`() async throws {
        try await whileServing([byMail]) { notices in
            notices.receive(.channelQuarantined(mail, fault))
            await pass(.seconds(5))
            try await until { scene.untold[mail] != nil }
        }
        #expect(try await told(byMail.address).isEmpty)
        #expect(scene.untold[mail]?.message == "Channel mail is in quarantine")
        let listed = try await scene.hub.channels(for: HubScene.ada).document.items("items")
        let shown = listed.first { $0.text("name") == "mail" }
        #expect(shown?.text("operators_not_told/message") == "Channel mail is in quarantine")
        try await whileServing([byMail]) { $0.receive(.channelRecovered(mail)) }
        #expect(scene.untold[mail] == nil)
    }

    @Test func `the death of its own message is not told`() async throws {
        try await whileServing([byMail, byHook]) { notices in
            notices.receive(.channelQuarantined(mail, fault))
            await pass(.seconds(5))
            try await wait(for: 1, at: byHook.address)
        }
        try await scene.giveUp()
        let own = try #require(try await told(byHook.address).first)
        #expect(own.state == .dead)
        try await whileServing([byMail, byHook]) { $0.receive(.deliveryDead(own.id, hooks, fault)) }
        #expect(try await told(byMail.address).isEmpty)
    }

    @Test func `what could not be recorded is told later`() async throws {
        let breakage = Breakage()
        breakage.breakAfter(0)
        let storage = BreakingStorage(base: scene.storage, breakage: breakage)
        try await whileServing([byHook], storage: storage) { notices in
            notices.receive(.channelQuarantined(mail, fault))
            await pass(.seconds(5))
            breakage.breakAfter(nil)
            await pass(.seconds(40))
            try await wait(for: 1, at: byHook.address)
        }
    }

    @Test func `a disk that is nearly full is told once, and that it has room again`() async throws {
        let room = Room()
        let storage = RoomyStorage(base: scene.storage, room: room)
        room.isFull = true
        try await whileServing([byHook], storage: storage) { _ in
            await pass(.seconds(180))
            try await wait(for: 1, at: byHook.address)
            room.isFull = false
            await pass(.seconds(180))
            try await wait(for: 2, at: byHook.address)
        }
        let titles = try await told(byHook.address)
            .asyncMap { try await scene.content(of: $0.message).standard.title }
        #expect(
            titles.reversed() == [
                "The disk is nearly full: nothing new is accepted", "The disk has room again: messages are accepted",
            ]
        )
    }

    @Test func `without operators nothing is sent`() async throws {
        try await whileServing([]) { notices in
            notices.receive(.channelQuarantined(mail, fault))
            await pass(.seconds(5))
        }
        #expect(try tableCounts(of: scene.database)["message"] == 0)
        #expect(scene.untold[mail] != nil)
    }
}

extension Sequence {
    fileprivate func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
        var values: [Value] = []
        for element in self { values.append(try await transform(element)) }
        return values
    }
}
