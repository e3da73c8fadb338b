// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Discord
import Testing

@Suite struct DiscordConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        var settings = DiscordSettings()
        settings.webhook = Secret("https://discord.com/api/webhooks/1/canary-of-the-channel")
        var insecure = DiscordSettings()
        insecure.webhook = Secret("http://discord.com/api/webhooks/1/canary")
        var slow = DiscordSettings()
        slow.timeout = .seconds(31)
        let conformance = ChannelConformance<DiscordChannel>(
            settings: settings,
            addresses: ["#incidents"],
            hostileAddresses: ["", "two words", "https://discord.com/api/webhooks/1/x", "#a\r\nX: y", "#\u{0}"],
            canarySecrets: ["canary-of-the-channel"],
            refusedSettings: [insecure, slow],
            acceptance: HTTPResponse(status: 200, body: Array(DiscordFixture.accepted.utf8)),
            destinationSecret: "https://discord.com/api/webhooks/2/canary-of-the-destination"
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }
}
