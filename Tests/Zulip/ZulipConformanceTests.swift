// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import Zulip

@Suite struct ZulipConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        let settings = ZulipSettings(
            server: "https://market.zulipchat.com",
            email: "belfry-bot@market.zulipchat.com",
            apiKey: Secret(ZulipFixture.key)
        )
        var refused = settings
        refused.apiKey = Secret("canary key")
        let conformance = ChannelConformance<ZulipChannel>(
            settings: settings,
            addresses: ["incidents", "störungen & mehr", "incidents>status", "dm:ada@shop.example"],
            hostileAddresses: [
                "", " ", ">status", "shop>", "dm:", "dm:ada", "dm:a b@shop.example", "incidents\r\nX: y",
                "https://canary.example/hook", String(repeating: "x", count: 61),
                "incidents>" + String(repeating: "x", count: 61),
            ],
            canarySecrets: [ZulipFixture.key],
            refusedSettings: [refused],
            acceptance: HTTPResponse(status: 200, body: Array(ZulipFixture.taken.utf8))
        )
        for violation in await conformance.violations() {
            Issue.record("\(violation)")
        }
    }
}
