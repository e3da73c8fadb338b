// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import X

@Suite struct XConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        let conformance = ChannelConformance<XChannel>(
            settings: XFixture.settings(),
            addresses: ["@market_status"],
            hostileAddresses: ["", "two words", "@status\r\nX: y", String(repeating: "a", count: 201)],
            canarySecrets: XFixture.secrets,
            refusedSettings: [
                XFixture.settings { $0.server = "http://api.x.com" },
                XFixture.settings { $0.consumerKey = Secret("") },
                XFixture.settings { $0.tokenSecret = Secret("canary\r\nx: y") },
                XFixture.settings { $0.updates = .edit },
                XFixture.settings { $0.maxWeight = 279 },
                XFixture.settings { $0.maxPosts = 0 },
                XFixture.settings { $0.timeout = .seconds(31) },
            ],
            acceptance: HTTPResponse(status: 201, body: Array("{\"data\":{\"id\":\"101\"}}".utf8))
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }
}
