// SPDX-License-Identifier: Apache-2.0

import APNs
import Announcement
import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct APNsConformanceTests {
    @Test(arguments: UpdateMode.allCases)
    func `the channel keeps the adapter contract`(_ updates: UpdateMode) async throws {
        var settings = try APNsFixture.withNextKey()
        settings.updates = updates
        var refused = settings
        refused.team = ""
        let conformance = ChannelConformance<APNsChannel>(
            settings: settings,
            addresses: [APNsFixture.device],
            hostileAddresses: ["", "xyz", "\(APNsFixture.device)/../1", "\(APNsFixture.device)\r\nX: y"],
            canarySecrets: [settings.key.reveal(), try #require(settings.nextKey).reveal()],
            refusedSettings: [refused]
        )
        for violation in await conformance.violations() {
            Issue.record("\(violation)")
        }
    }
}
