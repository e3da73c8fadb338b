// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Telegram
import Testing

@Suite struct TelegramConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        let settings = TelegramSettings(token: Secret(TelegramFixture.token))
        var refused = settings
        refused.token = Secret("canary")
        let conformance = ChannelConformance<TelegramChannel>(
            settings: settings,
            addresses: ["-1001234567890", "-1001234567890/17", "@market_status", "4711000"],
            hostileAddresses: [
                "", "0", "-", "@", "@a", "@1abcde", "shop_status", "+491701234567", "1/", "1/0", "1/-2", "1/2/3",
                "1 2",
                "99999999999999999999", "-100\r\nX: y", "@shop_status?x", "https://t.me/shop_status",
            ],
            canarySecrets: [TelegramFixture.token],
            refusedSettings: [refused],
            acceptance: HTTPResponse(status: 200, body: Array(TelegramFixture.taken.utf8))
        )
        for violation in await conformance.violations() {
            Issue.record("\(violation)")
        }
    }
}
