// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Gotify
import Testing

@Suite struct GotifyConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        let conformance = ChannelConformance<GotifyChannel>(
            settings: GotifyFixture.settings(),
            addresses: ["operations", "Bereitschaft (Ausfälle)"],
            hostileAddresses: ["", "a\r\nX: y", String(repeating: "a", count: 201)],
            canarySecrets: ["Acanary.channel"],
            refusedSettings: [GotifyFixture.settings { $0.server = "" }],
            acceptance: HTTPResponse(status: 200, body: Array(#"{"id":25}"#.utf8)),
            destinationSecret: "Acanary.own"
        )
        for violation in await conformance.violations() {
            Issue.record("\(violation)")
        }
    }
}
