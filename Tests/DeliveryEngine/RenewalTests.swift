// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import OutboxTesting
import Synchronization
import Testing

/// A channel whose settings change while the hub runs.
@Suite(.timeLimit(.minutes(2)))
struct RenewalTests {
    private static let mail = ChannelName.sample("mail")
    private static let revoked = Fault(.authenticationRejected, "The token was revoked.")

    @Test func `what was refused for its credential goes at once when that has changed`() async throws {
        let isGood = Mutex(false)
        let stage = EngineStage { _ throws(Fault) in
            guard isGood.withLock({ $0 }) else { throw Self.revoked }
            return Receipt()
        }
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["ada@a.example", "bo@a.example", "cy@b.example"])
            await stage.until("a refusal") { await stage.states().values.contains(.retrying) }
            #expect(stage.dispatcher.status().first?.state == .quarantined)
            isGood.withLock { $0 = true }
            stage.dispatcher.renew(Self.mail)
            await stage.settled([.delivered])
            #expect(stage.dispatcher.status().first?.state == .working)
        }
        #expect(stage.clock.now == start)
    }

    @Test func `a channel that someone holds stays held`() async throws {
        let stage = EngineStage { _ in Receipt() }
        try await stage.run {
            stage.dispatcher.hold(Self.mail, because: Fault(.channelHeld, "Someone holds it."))
            try await stage.accept(to: ["ada@a.example"])
            stage.dispatcher.renew(Self.mail)
            await stage.until("a look at what waits") { stage.clock.nextDeadline != nil }
            #expect(stage.dispatcher.status().first?.state == .held)
            #expect(await stage.states() == ["msg_1 ada@a.example": .pending])
            stage.dispatcher.release(Self.mail)
            await stage.settled([.delivered])
        }
    }

    @Test func `an attempt that the earlier credential fails after the change is made again at once`() async throws {
        let arrived = Doorbell()
        let gate = Doorbell()
        let tries = Logbook<Int>()
        let clock = Mutex<ManualClock?>(nil)
        let stage = EngineStage { delivery throws(Fault) in
            guard tries.note(delivery.attempt) == 1, let clock = clock.withLock({ $0 }) else { return Receipt() }
            arrived.ring()
            await gate.wait(until: nil, on: clock)
            throw Self.revoked
        }
        clock.withLock { $0 = stage.clock }
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["ada@a.example"])
            await arrived.wait(until: nil, on: stage.clock)
            stage.dispatcher.renew(Self.mail)
            gate.ring()
            await stage.settled([.delivered])
        }
        #expect(tries.entries == [1, 2])
        #expect(stage.clock.now == start)
        // The refusal says nothing of the settings that are in use.
        #expect(stage.events.entries.isEmpty)
    }

    @Test func `what was shaped with earlier settings is shaped anew`() async throws {
        let signature = Mutex("first")
        let sent = Logbook<String?>()
        let channel = ConfiguredChannel(
            name: Self.mail,
            adapter: AnyChannel(
                manifest: ScriptedChannel.manifest,
                host: { (_) throws(Fault) in "a.example" },
                render: { (_, _) throws(Fault) in
                    Rendering(parts: [RenderedPart("text", "text/plain", signature.withLock { $0 })])
                },
                deliver: { (delivery) async throws(Fault) in
                    if sent.note(delivery.rendering.parts.first?.text) < 3 { throw Fault(.providerUnavailable, "500") }
                    return Receipt()
                },
                check: nil,
                prepare: { () async throws(Fault) in },
                start: { () async throws(Fault) in },
                stop: {}
            )
        )
        let stage = EngineStage(channels: [channel])
        let start = stage.clock.now
        try await stage.run {
            try await stage.accept(to: ["ada@a.example"])
            await stage.asleep(until: start + .seconds(1))
            signature.withLock { $0 = "second" }
            stage.clock.advance(to: start + .seconds(1))
            await stage.asleep(until: start + .seconds(6))
            stage.dispatcher.renew(Self.mail)
            stage.clock.advance(to: start + .seconds(6))
            await stage.settled([.delivered])
        }
        #expect(sent.entries == ["first", "first", "second"])
    }
}
