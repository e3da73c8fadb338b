// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import LinkedIn
import Testing

@Suite struct LinkedInConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        let conformance = ChannelConformance<LinkedInChannel>(
            settings: LinkedInFixture.settings(),
            addresses: ["market-status"],
            hostileAddresses: ["", "two words", "status\r\nX: y", String(repeating: "a", count: 201)],
            canarySecrets: [LinkedInFixture.token],
            refusedSettings: [
                LinkedInFixture.settings { $0.server = "http://api.example" },
                LinkedInFixture.settings { $0.token = Secret("") },
                LinkedInFixture.settings { $0.token = Secret("canary\r\nx: y") },
                LinkedInFixture.settings { $0.timeout = .seconds(31) },
                LinkedInFixture.settings { $0.author = "urn:li:group:1" },
                LinkedInFixture.settings { $0.author = "urn:li:person:" },
                LinkedInFixture.settings { $0.version = "202613" },
                LinkedInFixture.settings { $0.version = "2026-1" },
            ],
            acceptance: HTTPResponse(status: 201, headers: [HTTPHeader("x-restli-id", "urn:li:share:7")])
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }
}
