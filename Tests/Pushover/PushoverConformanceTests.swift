// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Pushover
import Testing

@Suite struct PushoverConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        let conformance = ChannelConformance<PushoverChannel>(
            settings: PushoverFixture.settings { $0.isEmergency = true },
            addresses: [PushoverFixture.user, "\(PushoverFixture.user):tablet"],
            hostileAddresses: ["", "short", "\(PushoverFixture.user)\r\nX: y", "\(PushoverFixture.user):a/b"],
            canarySecrets: [PushoverFixture.token],
            refusedSettings: [PushoverFixture.settings { $0.token = Secret("") }],
            acceptance: HTTPResponse(status: 200, body: Array(PushoverFixture.accepted.utf8))
        )
        for violation in await conformance.violations() {
            Issue.record("\(violation)")
        }
    }
}
