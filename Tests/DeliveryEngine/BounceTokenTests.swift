// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import Outbox
import OutboxTesting
import Testing

/// What names a delivery where its failures are sent.
@Suite(.timeLimit(.minutes(1)))
struct BounceTokenTests {
    @Test(arguments: [true, false])
    func `only a channel that asks for it is handed a token, made of the delivery's key`(isAsked: Bool) async throws {
        let seen = Logbook<String>()
        let scripted = ScriptedChannel { delivery in
            seen.note(delivery.bounceToken ?? "none")
            return Receipt()
        }
        var manifest = ScriptedChannel.manifest
        if isAsked { manifest.capabilities.insert(.bounces) }
        let adapter = AnyChannel(
            manifest: manifest,
            host: { (destination) throws(Fault) in try scripted.host(for: destination) },
            render: { (message, destination) throws(Fault) in try scripted.render(message, for: destination) },
            deliver: { (delivery) async throws(Fault) in try await scripted.deliver(delivery) },
            check: nil,
            start: {},
            stop: {}
        )
        let channel = ConfiguredChannel(name: .sample("mail"), adapter: adapter)
        let stage = EngineStage(channels: [channel], bounceToken: { "\($0) \($1)" })
        try await stage.run {
            try await stage.accept(to: ["ada@a.example"])
            await stage.settled([.delivered])
        }
        let record = try #require(await stage.memory.records().first)
        #expect(seen.entries == [isAsked ? "\(record.id) \(record.message)_\(record.id.rawValue)" : "none"])
        #expect(channel.bounces == isAsked)
    }

    @Test(arguments: [
        ("msg_01JD_42", "dlv_42 msg_01JD"), ("m_1", "dlv_1 m"), ("msg_1_0", nil), ("msg_1_-1", nil), ("msg_1_", nil),
        ("42", nil), ("_42", nil), ("", nil), ("m g_1", nil), ("msg_99999999999999999999", nil), ("é_1", nil),
    ])
    func `a key names its delivery and its message`(key: String, parts: String?) {
        #expect(Delivery.parts(ofKey: key).map { "\($0.delivery) \($0.message)" } == parts)
    }

    @Test func `a key that was made is read again`() throws {
        let message = try #require(Message.ID("msg_01JD8F0V6S9T3B5X7Z1Q4W6Y8R"))
        let parts = try #require(Delivery.parts(ofKey: Delivery.key(of: Delivery.ID(7), message: message)))
        #expect(parts.delivery == Delivery.ID(7) && parts.message == message)
    }
}
