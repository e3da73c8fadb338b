// SPDX-License-Identifier: Apache-2.0

import Announcement
import Bluesky
import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct BlueskyConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        let accepted = """
            {"accessJwt":"a.b.c","refreshJwt":"d.e.f","did":"did:plc:abc",\
            "uri":"at://did:plc:abc/app.bsky.feed.post/3mabc","cid":"bafyreiabc"}
            """
        let conformance = ChannelConformance<BlueskyChannel>(
            settings: BlueskyFixture.settings(),
            addresses: ["@status.market.example"],
            hostileAddresses: ["", "two words", "@status\r\nX: y", String(repeating: "a", count: 201)],
            canarySecrets: [BlueskyFixture.password],
            refusedSettings: [
                BlueskyFixture.settings { $0.server = "http://bsky.social" },
                BlueskyFixture.settings { $0.identifier = "@status.market.example" },
                BlueskyFixture.settings { $0.password = Secret("") },
                BlueskyFixture.settings { $0.updates = .edit },
                BlueskyFixture.settings { $0.maxPosts = 21 },
                BlueskyFixture.settings { $0.timeout = .zero },
            ],
            acceptance: HTTPResponse(status: 200, body: Array(accepted.utf8))
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }
}
