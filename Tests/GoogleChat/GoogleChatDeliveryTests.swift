// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import GoogleChat
import Testing

@Suite struct GoogleChatDeliveryTests {
    private static let key = "dlv_42-01JD8F0V6S9T3B5X7Z1Q4W6Y8R"

    @Test func `updates of an incident share a thread, and no delivery is taken twice`() async throws {
        let fixture = try GoogleChatFixture()
        let receipt = try await fixture.deliver()
        #expect(receipt == Receipt(id: "spaces/AAAA/messages/BBBB.CCCC"))
        let request = try #require(fixture.http.requests.first)
        #expect(
            request.url == GoogleChatFixture.webhook
                + "&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD&requestId=\(Self.key)"
        )
        #expect(try request.sent.thread?.threadKey == "belfry-inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
        #expect(try request.sent.text.hasPrefix("🟠 *Checkout"))
    }

    @Test func `messages of their own and notices have no thread`() async throws {
        var settings = GoogleChatSettings()
        settings.updates = .post
        var notice = Message.sample()
        notice.facts.incident = nil
        for (settings, message) in [(settings, Message.sample()), (GoogleChatSettings(), notice)] {
            let fixture = try GoogleChatFixture(settings)
            _ = try await fixture.deliver(message)
            let request = try #require(fixture.http.requests.first)
            #expect(request.url == GoogleChatFixture.webhook + "&requestId=\(Self.key)")
            #expect(try request.sent.thread == nil)
        }
    }

    @Test func `a destination's own webhook comes before the channel's`() async throws {
        let settings = GoogleChatSettings(
            webhook: Secret("https://chat.googleapis.com/v1/spaces/BBBB/messages?key=a&token=b")
        )
        let own = try GoogleChatFixture(settings)
        _ = try await own.deliver()
        #expect(own.http.requests.first?.url.contains("/AAAA/") == true)
        let shared = try GoogleChatFixture(settings)
        _ = try await shared.deliver(to: GoogleChatFixture.destination(secret: nil))
        #expect(shared.http.requests.first?.url.contains("/BBBB/") == true)
    }

    @Test func `parameters that the channel sets are taken out of a copied URL`() async throws {
        let copied = GoogleChatFixture.webhook + "&threadKey=x&messageReplyOption=REPLY_MESSAGE_OR_FAIL\n"
        let fixture = try GoogleChatFixture(secrets: ["env:SPACE": copied])
        _ = try await fixture.deliver()
        let url = try #require(fixture.http.requests.first?.url)
        #expect(!url.contains("OR_FAIL") && !url.contains("threadKey"))
    }

    @Test(arguments: [
        "", "hello", "http://chat.googleapis.com/v1/spaces/A/messages?key=canary",
        "https://chat.googleapis.com/v1/spaces/A/messages", "https://hooks.example.com/T0/canary?x=1",
        "https://canary@chat.googleapis.com/v1/spaces/A/messages?key=a", "https://a/v1/spaces/A/messages?key=a b",
    ])
    func `a webhook that is none is the fault of its destination alone`(_ text: String) async throws {
        let fixture = try GoogleChatFixture(secrets: ["env:SPACE": text])
        let fault = await #expect(throws: Fault.self) { try await fixture.deliver() }
        #expect(fault?.code == .destinationSecretInvalid)
        #expect(fault?.context["secret"] == "env:SPACE")
        #expect(fault.map { "\($0) \($0.context)" }?.contains("canary") == false)
        #expect(fixture.http.requests.isEmpty)
    }

    @Test func `a destination without any webhook is seen in its preview`() async throws {
        let fixture = try GoogleChatFixture(secrets: [:])
        let bare = GoogleChatFixture.destination(secret: nil)
        #expect(try fixture.channel.render(.sample(), for: bare).findings.map(\.rule) == ["no_webhook"])
        #expect(
            await #expect(throws: Fault.self) { try await fixture.deliver(to: bare) }?.code == .destinationSecretInvalid
        )
        #expect(await #expect(throws: Fault.self) { try await fixture.deliver() }?.code == .destinationSecretInvalid)
    }
}
