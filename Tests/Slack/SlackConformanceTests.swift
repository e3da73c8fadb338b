// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Slack
import Testing

@Suite struct SlackConformanceTests {
    private let hostile = ["", "two words", "https://hooks.slack.com/services/T/B/X", "C1\r\nX: y", "C1\u{0}"]

    private func refused() -> [SlackSettings] {
        var insecure = SlackSettings()
        insecure.webhook = Secret("http://hooks.slack.com/canary")
        var slow = SlackSettings()
        slow.timeout = .seconds(31)
        return [insecure, slow]
    }

    @Test func `the channel keeps the adapter contract with a bot's token`() async {
        var settings = SlackSettings()
        settings.token = Secret("xoxb-canary-of-the-channel")
        let conformance = ChannelConformance<SlackChannel>(
            settings: settings,
            addresses: ["C0123456789"],
            hostileAddresses: hostile,
            canarySecrets: ["xoxb-canary-of-the-channel"],
            refusedSettings: refused(),
            acceptance: HTTPResponse(status: 200, body: Array(SlackFixture.accepted.utf8)),
            destinationSecret: "xoxb-canary-of-the-destination"
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }

    @Test func `the channel keeps the adapter contract with webhooks`() async {
        var settings = SlackSettings()
        settings.webhook = Secret("https://hooks.slack.com/services/T0/B0/canary-of-the-channel")
        let conformance = ChannelConformance<SlackChannel>(
            settings: settings,
            addresses: ["#incidents"],
            hostileAddresses: hostile,
            canarySecrets: ["canary-of-the-channel"],
            refusedSettings: refused(),
            acceptance: HTTPResponse(status: 200, body: Array("ok".utf8)),
            destinationSecret: "https://hooks.slack.com/services/T0/B0/canary-of-the-destination"
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }
}
