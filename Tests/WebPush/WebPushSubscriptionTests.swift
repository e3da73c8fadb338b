// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import WebPush

/// What a browser hands over, and what it has to know before.
@Suite struct WebPushSubscriptionTests {
    private static let keys = #"{"p256dh":"\#(WebPushFixture.p256dh)","auth":"\#(WebPushFixture.auth)"}"#

    private static func json(_ endpoint: String, keys: String = keys) -> String {
        #"{"endpoint":"\#(endpoint)","expirationTime":null,"keys":\#(keys)}"#
    }

    @Test func `a browser is told the public key that all requests are signed for`() async throws {
        let fixture = try WebPushFixture()
        let header = try await fixture.request().header("authorization")
        #expect(header?.hasSuffix(",k=\(fixture.channel.subscriptionKey)") == true)
        #expect(Base64URL.decoded(fixture.channel.subscriptionKey)?.count == 65)
    }

    @Test func `of a subscription the endpoint is the address, and the keys are the secret`() async throws {
        let subscriber = try WebPushFixture().channel.subscriber(from: Self.json(WebPushFixture.url))
        #expect(subscriber.address == WebPushFixture.url)
        #expect(subscriber.secret.reveal() == "\(WebPushFixture.p256dh):\(WebPushFixture.auth)")
        // And with what is kept of it the browser can be reached.
        let fixture = try WebPushFixture(secrets: ["env:BROWSER": subscriber.secret.reveal()])
        let request = try await fixture.request(to: WebPushFixture.destination(subscriber.address))
        #expect(try Browser.decrypted(request.body).contains("Checkout is failing"))
    }

    @Test(arguments: [
        "", "canary", "{}", #"{"endpoint":1}"#, json("https://push.example.net/canary", keys: "{}"),
        json("http://push.example.net/canary"), json("javascript:canary"), json(""),
        json("https://push.example.net/canary", keys: #"{"p256dh":"canary","auth":"canary"}"#),
        json("https://push.example.net/" + String(repeating: "canary", count: 400)),
    ])
    func `anything else is refused without repeating it`(_ text: String) throws {
        let channel = try WebPushFixture().channel
        let fault = #expect(throws: Fault.self) { try channel.subscriber(from: text) }
        #expect(fault?.code == .addressInvalid)
        #expect("\(String(describing: fault))".contains("canary") == false)
    }

    private func notification(
        _ message: Message = .sample(),
        preferences: String?,
        unsubscribe: String? = nil
    ) async throws -> WebPushMessage.Notification {
        let fixture = try WebPushFixture()
        var delivery = try fixture.delivery(message)
        delivery.preferencesURL = preferences
        delivery.unsubscribeURL = unsubscribe
        _ = try await fixture.channel.deliver(delivery)
        let text = try Browser.decrypted(try #require(fixture.http.requests.last).body)
        #expect(text.utf8.count <= PushEncryption.longestText)
        return
            try WebPushFixture.message(in: Rendering(parts: [RenderedPart("notification", "application/json", text)]))
            .notification
    }

    private static let buttons:
        [(locale: String, preferences: String?, unsubscribe: String?, title: String, link: String)] =
            [
                ("en", "https://a.example/p", "https://a.example/u", "Choose what you hear of", "https://a.example/p"),
                ("de", "https://a.example/p", nil, "Auswählen, was Sie erfahren", "https://a.example/p"),
                ("en", nil, "https://a.example/u", "Unsubscribe", "https://a.example/u"),
            ]

    @Test(arguments: buttons)
    func `a button leads each reader to what was chosen`(
        locale: String,
        preferences: String?,
        unsubscribe: String?,
        title: String,
        link: String
    ) async throws {
        let shown = try await notification(.sample(locale: locale), preferences: preferences, unsubscribe: unsubscribe)
        let button = try #require(shown.actions?.first)
        #expect(button.title == title && button.navigate == link && shown.actions?.count == 1)
    }

    @Test func `without a link, or without room for it, there is no button and nothing is lost`() async throws {
        #expect(try await notification(preferences: nil).actions == nil)
        let long = Message.sample(sections: [Section(.impact, String(repeating: "Payments fail. ", count: 1_000))])
        let shown = try await notification(long, preferences: "https://a.example/" + String(repeating: "x", count: 700))
        #expect(shown.actions == nil && shown.body.contains("Payments fail."))
    }

    @Test func `the link that confirms is not lost, however long the endpoint is`() throws {
        var question = Message.sample()
        question.facts.link = "https://status.market.example/subscribe/confirm/" + String(repeating: "x", count: 3_100)
        let rendering = try WebPushFixture().channel.render(question, for: WebPushFixture.destination())
        #expect(try WebPushFixture.message(in: rendering).notification.navigate == question.facts.link)
    }
}
