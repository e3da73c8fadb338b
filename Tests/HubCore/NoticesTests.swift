// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Testing

/// What is said of a configuration that is in order and may still not do what was meant.
struct NoticesTests {
    private func configuration(
        environment: DeploymentEnvironment = .production,
        fallback: [ChannelName] = [],
        operators: [Destination] = []
    ) -> HubConfiguration {
        HubConfiguration(
            hub: HubConfiguration.Hub(
                listenHost: "127.0.0.1",
                listenPort: 8_080,
                publicURL: "http://127.0.0.1:8080",
                data: "/data",
                environment: environment,
                templates: "/templates",
                locale: .english
            ),
            channels: [channel("mail", "email", fallback), channel("spare", "email"), channel("hooks", "webhook")],
            audiences: [],
            playbooks: [],
            operators: operators
        )
    }

    private func channel(_ name: String, _ plugin: String, _ fallback: [ChannelName] = []) -> ChannelDeclaration {
        ChannelDeclaration(
            name: .sample(name),
            plugin: plugin,
            settings: Document(.object([])),
            fallback: fallback
        )
    }

    private let byMail = Destination(channel: .sample("mail"), address: "ops@example.com")
    private let byHook = Destination(channel: .sample("hooks"), address: "http://ops.example")

    @Test func `a configuration that will do what was meant has no notice`() {
        #expect(configuration(fallback: [.sample("spare")], operators: [byMail, byHook]).notices.isEmpty)
        #expect(configuration().notices.isEmpty)
    }

    @Test func `what will hardly do what was meant is said`() {
        let notices = configuration(
            environment: .staging,
            fallback: [.sample("spare"), .sample("hooks")],
            operators: [byMail, byMail]
        )
        .notices
        #expect(
            notices.map(\.rule) == ["fallback_kind_differs", "operators_on_one_channel", "environment_inactive"]
        )
        #expect(notices.allSatisfy { $0.level == .warning })
        #expect(notices.first?.message.contains("“mail” (email) falls back to “hooks” (webhook)") == true)
    }
}
