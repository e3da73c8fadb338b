// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Synchronization
import Testing
import Webhook

@Suite struct WebhookKeyringTests {
    /// A store whose one secret can be exchanged.
    private final class ChangingStore: SecretStore {
        private let text: Mutex<String>

        init(_ text: String) { self.text = Mutex(text) }

        func change(to new: String) { text.withLock { $0 = new } }

        func secret(_ reference: SecretReference) throws(Fault) -> Secret { Secret(text.withLock { $0 }) }
    }

    private let body = Array("{}".utf8)

    @Test func `a secret that is exchanged signs from the next attempt on`() throws {
        let store = ChangingStore(WebhookFixture.secret)
        let clock = ManualClock()
        let channel = try WebhookChannel(
            settings: WebhookSettings(),
            services: .stub(channel: "partner-hooks", secrets: store, clock: clock)
        )
        func signature() throws -> String? {
            let destination = WebhookFixture.destination()
            let delivery = Delivery.sample(
                destination: destination,
                rendering: try channel.render(.sample(), for: destination),
                acceptedAt: clock.now
            )
            return try channel.request(for: delivery).header("webhook-signature")
        }
        let first = try signature()
        #expect(try signature() == first)
        store.change(to: WebhookFixture.otherSecret)
        let second = try signature()
        #expect(second != first)
        store.change(to: WebhookFixture.secret)
        #expect(try signature() == first)
        store.change(to: "whsec_!")
        #expect(throws: Fault.self) { try signature() }
    }

    @Test func `keys are the same however many secrets came before`() throws {
        let ring = WebhookKeyring(capacity: 3)
        for number in 0..<20 {
            let secret = Secret("whsec_" + ["MDAwMA==", "MTExMQ==", "MjIyMg==", "MzMzMw==", "NDQ0NA=="][number % 5])
            let kept = try ring.keys(in: secret).map { try $0.signature(of: "id.1.", body) }
            let read = try WebhookKey.keys(in: secret).map { try $0.signature(of: "id.1.", body) }
            #expect(kept == read)
        }
    }

    @Test func `a refused secret is refused each time`() {
        let ring = WebhookKeyring()
        for _ in 1...2 { #expect(throws: WebhookKey.Refusal.self) { try ring.keys(in: Secret("whsec_")) } }
    }

    @Test func `it shows nothing of the secrets that it has read`() throws {
        let ring = WebhookKeyring()
        _ = try ring.keys(in: Secret(WebhookFixture.secret))
        var dumped = "\(ring)"
        dump(ring, to: &dumped)
        #expect(!dumped.contains("MfKQ9r8"))
    }
}
