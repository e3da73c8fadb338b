// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FCM
import Testing

@Suite struct FCMChannelTests {
    private let incident = "inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R"

    @Test func `a device is sent a notification with everything that each platform needs`() async throws {
        let fixture = try FCMFixture(try FCMFixture.settings { $0.androidChannel = "incidents" })
        let message = try await fixture.sent()
        #expect(fixture.sendRequests.first?.url == "https://fcm.googleapis.com/v1/projects/market-shop/messages:send")
        #expect(message.token == FCMFixture.device)
        #expect(message.topic == nil && message.fid == nil)
        #expect(message.notification.title == "Checkout is failing for some buyers")
        #expect(message.notification.body.hasPrefix("🟠 Major · Identified\n"))
        #expect(message.notification.body.contains("Impact: Buyers cannot pay by card."))
        #expect(message.data["incident"] == incident)
        #expect(message.data["drill"] == "false")
        #expect(message.android.priority == "HIGH")
        #expect(message.android.ttl == "14400s")
        #expect(message.android.collapse_key == incident)
        #expect(message.android.notification.channel_id == "incidents")
        #expect(message.android.notification.tag == "msg_01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
        #expect(message.apns.headers["apns-expiration"] == "\(fixture.clock.now.unixSeconds + 14_400)")
        #expect(message.apns.payload.aps["thread-id"] == incident)
        #expect(message.webpush.headers["TTL"] == "14400")
        #expect(message.webpush.fcm_options.link.hasSuffix(incident))
    }

    @Test func `a topic is sent to by its name, and an installation by its own field`() async throws {
        let topic = try await FCMFixture().sent(to: FCMFixture.destination("topic:checkout-status"))
        #expect(topic.topic == "checkout-status")
        #expect(topic.token == nil)
        let fixture = try FCMFixture(try FCMFixture.settings { $0.target = .installation })
        let installation = try await fixture.sent(to: FCMFixture.destination("cabcDEF0123456789_-xyz"))
        #expect(installation.fid == "cabcDEF0123456789_-xyz")
        #expect(installation.token == nil)
    }

    @Test func `in edit an update takes the place of the incident's earlier ones`() async throws {
        let message = try await FCMFixture(try FCMFixture.settings { $0.updates = .edit }).sent()
        #expect(message.android.notification.tag == incident)
        #expect(message.apns.headers["apns-collapse-id"] == incident)
        #expect(message.webpush.notification["tag"] == incident)
    }

    @Test func `what is over or minor does not wake a phone`() async throws {
        let fixture = try FCMFixture()
        #expect(try await fixture.sent(.sample(phase: .resolved)).android.priority == "NORMAL")
        #expect(try await fixture.sent(.sample(severity: .sev4)).apns.headers["apns-priority"] == "5")
        #expect(try await fixture.sent(.sample(severity: .sev3)).android.priority == "HIGH")
    }

    @Test func `the time to live is what is left of it`() async throws {
        let fixture = try FCMFixture()
        for (age, ttl) in [(600, "13800s"), (20_000, "60s")] as [(Int, String)] {
            _ = try await fixture.channel.deliver(try fixture.delivery(acceptedAt: fixture.clock.now - .seconds(age)))
            #expect(try fixture.sendRequests.last?.message.android.ttl == ttl)
        }
        let atOnce = try await FCMFixture(try FCMFixture.settings { $0.ttl = .zero }).sent()
        #expect(atOnce.android.ttl == "0s")
        #expect(atOnce.apns.headers["apns-expiration"] == "0")
    }

    @Test func `the receipt is the message's name`() async throws {
        let fixture = try FCMFixture()
        let receipt = try await fixture.channel.deliver(try fixture.delivery())
        #expect(receipt.id == "projects/market-shop/messages/0:1500415314455276%31bd1c9631bd1c96")
        let odd = try FCMFixture(nil, [FCMFixture.answer(200, #"{"name":"canary"}"#)])
        #expect(try await odd.channel.deliver(try odd.delivery()).id == "dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
    }

    @Test(arguments: ["", "short", "topic:", "topic:a b", "canary/../../canary", "cana ry0000000", "a\r\nb0000000000"])
    func `what is no address is refused without repeating it`(_ address: String) throws {
        let channel = try FCMFixture().channel
        let fault = #expect(throws: Fault.self) { try channel.host(for: FCMFixture.destination(address)) }
        #expect(fault?.code == .addressInvalid)
        #expect(fault?.message.contains("canary") == false)
    }

    @Test func `a topic's message is shorter where it must be, and the preview shows both`() async throws {
        let long = Message.sample(sections: [
            Section(.whatHappened, String(repeating: "Payments fail. ", count: 150)),
            Section(.impact, "Nobody can pay."),
        ])
        let fixture = try FCMFixture()
        let rendering = try fixture.channel.render(long, for: FCMFixture.destination())
        #expect(rendering.parts.map(\.name) == ["message", "topic"])
        #expect(rendering.findings.isEmpty)
        #expect(try await fixture.sent(long).notification.body.contains("Payments fail."))
        let topic = FCMFixture.destination("topic:checkout-status")
        #expect(try await !fixture.sent(long, to: topic).notification.body.contains("Payments fail."))
        #expect(try fixture.channel.render(long, for: topic).findings.map(\.rule) == ["section_dropped"])
        #expect(try fixture.channel.render(.sample(sections: []), for: topic).parts.count == 1)
    }

    @Test(arguments: HostileMessages.all)
    func `no request is too long, and each keeps a title and a link`(_ hostile: HostileMessage) async throws {
        let fixture = try FCMFixture()
        let tokens = [String(repeating: "t", count: 512), "topic:" + String(repeating: "t", count: 200)]
        for (address, limit) in zip(tokens, [4_096, 2_048]) {
            let message = try await fixture.sent(hostile.message, to: FCMFixture.destination(address))
            let envelope = #"{"message":}"#.utf8.count
            #expect((fixture.sendRequests.last?.body.count ?? .max) - envelope <= limit)
            #expect(!message.notification.title.isEmpty)
            #expect(message.webpush.fcm_options.link.hasPrefix("https://"))
            #expect(!message.notification.title.unicodeScalars.contains { $0.properties.generalCategory == .control })
        }
    }

    @Test func `the check has a message judged that is not sent`() async throws {
        let fixture = try FCMFixture()
        #expect(await fixture.channel.check().isEmpty)
        let body = String(decoding: fixture.sendRequests.first?.body ?? [], as: UTF8.self)
        #expect(body.contains(#""validate_only":true"#))
        let refused = try FCMFixture(nil, [FCMFixture.answer(403)])
        #expect(await refused.channel.check().map(\.rule) == ["DLV-401"])
        let away = try FCMFixture(http: .failing(Fault(.connectionRefused, "Nobody listens.")))
        #expect(await away.channel.check().map(\.level) == [.warning])
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) async throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(try await FCMFixture().sent(.plannedSample(locale: locale)).notification.body.contains(time))
        #expect(
            try await !FCMFixture().sent(.plannedSample(.completed, locale: locale)).notification.body.contains(time)
        )
    }
}
