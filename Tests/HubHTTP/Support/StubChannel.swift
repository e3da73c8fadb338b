// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

struct StubSettings: ChannelSettings {
    func validate() throws(Fault) {}
}

/// Mail that goes nowhere.
struct StubChannel: Channel {
    static let manifest = ChannelManifest(
        kind: "email",
        version: "1",
        summary: "Mail that goes nowhere.",
        settings: [],
        retry: RetryPolicy(schedule: [.seconds(1)], expires: .seconds(86_400))
    )

    init(settings: StubSettings, services: ChannelServices) throws(Fault) {}

    func host(for destination: Destination) throws(Fault) -> String { "relay" }

    func render(_ message: Message, for destination: Destination) throws(Fault) -> Rendering {
        Rendering(parts: [RenderedPart("subject", "text/plain", message.title)])
    }

    func deliver(_ delivery: Delivery) async throws(Fault) -> Receipt { Receipt() }
}

extension AnyChannel {
    /// One whose readers' programs subscribe, each with an address alone.
    static var browsers: AnyChannel {
        AnyChannel(
            manifest: ChannelManifest(
                kind: "web-push",
                version: "1",
                summary: "Notifications that nobody sees.",
                settings: [],
                retry: RetryPolicy(schedule: [.seconds(1)], expires: .seconds(86_400))
            ),
            host: { (_) throws(Fault) in "push" },
            render: { (_, _) throws(Fault) in Rendering(parts: []) },
            deliver: { (_) async throws(Fault) in Receipt() },
            check: nil,
            start: { () async throws(Fault) in },
            stop: {},
            subscriptions: SubscriptionDesk(
                key: { "stub-key" },
                read: { (text) throws(Fault) in Subscriber(address: text, secret: Secret("keys")) }
            )
        )
    }
}
