// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import Threads

@Suite struct ThreadsConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        let conformance = ChannelConformance<ThreadsChannel>(
            settings: ThreadsFixture.settings(),
            addresses: ["market-status"],
            hostileAddresses: ["", "two words", "status\r\nX: y", String(repeating: "a", count: 201)],
            canarySecrets: [ThreadsFixture.token],
            refusedSettings: [
                ThreadsFixture.settings { $0.server = "http://api.example" },
                ThreadsFixture.settings { $0.token = Secret("") },
                ThreadsFixture.settings { $0.token = Secret("canary\r\nx: y") },
                ThreadsFixture.settings { $0.timeout = .seconds(31) },
                ThreadsFixture.settings { $0.user = "me/../x" },
                ThreadsFixture.settings { $0.updates = .edit },
                ThreadsFixture.settings { $0.maxPosts = 0 },
            ],
            acceptance: HTTPResponse(status: 200, body: Array("{\"id\":\"101\"}".utf8))
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }
}
