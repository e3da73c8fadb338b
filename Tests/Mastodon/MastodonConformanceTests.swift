// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Mastodon
import Testing

@Suite struct MastodonConformanceTests {
    @Test(arguments: UpdateMode.allCases)
    func `the channel keeps the adapter contract`(_ updates: UpdateMode) async {
        let conformance = ChannelConformance<MastodonChannel>(
            settings: MastodonFixture.settings { $0.updates = updates },
            addresses: ["@status@mastodon.example"],
            hostileAddresses: ["", "two words", "@status\r\nX: y", String(repeating: "a", count: 201)],
            canarySecrets: [MastodonFixture.token],
            refusedSettings: [
                MastodonFixture.settings { $0.server = "http://mastodon.example" },
                MastodonFixture.settings { $0.server = "https://user@mastodon.example" },
                MastodonFixture.settings { $0.token = Secret("short") },
                MastodonFixture.settings { $0.token = Secret("canary\r\nx: y") },
                MastodonFixture.settings { $0.maxCharacters = 100 },
                MastodonFixture.settings { $0.addressCharacters = 0 },
                MastodonFixture.settings { $0.maxPosts = 0 },
                MastodonFixture.settings { $0.timeout = .seconds(31) },
            ],
            acceptance: HTTPResponse(status: 200, body: Array("{\"id\":\"111\"}".utf8))
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }
}
