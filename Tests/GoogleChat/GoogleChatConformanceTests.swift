// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import GoogleChat
import Testing

@Suite struct GoogleChatConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        let channelWide = "https://chat.googleapis.com/v1/spaces/BBBB/messages?key=canary-a&token=canary-b"
        var refused = GoogleChatSettings(webhook: Secret(channelWide))
        refused.updates = .edit
        let conformance = ChannelConformance<GoogleChatChannel>(
            settings: GoogleChatSettings(webhook: Secret(channelWide)),
            addresses: ["Incidents", "#störungen"],
            hostileAddresses: ["", " ", "a\r\nX: y", GoogleChatFixture.webhook, String(repeating: "x", count: 101)],
            canarySecrets: [channelWide, "canary-a", "canary-b", "canary-token"],
            refusedSettings: [refused, GoogleChatSettings(webhook: Secret("https://canary-a.example/hook"))],
            acceptance: HTTPResponse(status: 200, body: Array(GoogleChatFixture.taken.utf8)),
            destinationSecret: GoogleChatFixture.webhook
        )
        for violation in await conformance.violations() {
            Issue.record("\(violation)")
        }
    }
}
