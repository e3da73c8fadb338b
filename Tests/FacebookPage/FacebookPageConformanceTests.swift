// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FacebookPage
import Testing

@Suite struct FacebookPageConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        let conformance = ChannelConformance<FacebookPageChannel>(
            settings: FacebookPageFixture.settings(),
            addresses: ["market-status"],
            hostileAddresses: ["", "two words", "status\r\nX: y", String(repeating: "a", count: 201)],
            canarySecrets: [FacebookPageFixture.token],
            refusedSettings: [
                FacebookPageFixture.settings { $0.server = "http://api.example" },
                FacebookPageFixture.settings { $0.token = Secret("") },
                FacebookPageFixture.settings { $0.token = Secret("canary\r\nx: y") },
                FacebookPageFixture.settings { $0.timeout = .seconds(31) },
                FacebookPageFixture.settings { $0.page = "page" },
                FacebookPageFixture.settings { $0.version = "24" },
                FacebookPageFixture.settings { $0.version = "v2/.0" },
                FacebookPageFixture.settings { $0.updates = .thread },
            ],
            acceptance: HTTPResponse(status: 200, body: Array("{\"id\":\"101\"}".utf8))
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }
}
