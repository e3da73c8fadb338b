// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Testing

struct NoticesTests {
    private func configuration(
        environment: DeploymentEnvironment = .production,
        fallback: [ChannelName] = [],
        otherwise: [Destination] = []
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
            channels: [
                ChannelDeclaration(
                    name: .sample("mail"),
                    plugin: "email",
                    settings: Document(.object([])),
                    fallback: fallback
                )
            ],
            audiences: [
                AudienceDeclaration(
                    name: .sample("buyers"),
                    destinations: [
                        Destination(channel: .sample("mail"), address: "ada@example.com", fallbacks: otherwise)
                    ]
                )
            ],
            playbooks: []
        )
    }

    @Test func `a configuration that asks for nothing unbuilt has no notice`() {
        #expect(configuration().notices.isEmpty)
    }

    @Test func `what is configured and not done yet is said`() {
        let other = Destination(channel: .sample("mail"), address: "bo@example.com")
        let notices = configuration(environment: .staging, fallback: [.sample("backup")], otherwise: [other]).notices
        #expect(notices.map(\.rule) == ["fallback_inactive", "else_inactive", "environment_inactive"])
        #expect(notices.allSatisfy { $0.level == .warning })
    }
}
