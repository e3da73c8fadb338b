// SPDX-License-Identifier: Apache-2.0

import Announcement
import Banner
import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct BannerConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        let conformance = ChannelConformance<BannerChannel>(
            settings: BannerSettings(directory: "/srv/banner"),
            addresses: ["checkout", "seller-console", "checkout+buyers"],
            hostileAddresses: ["", "..", "../checkout", "a/b", "/etc/passwd", "Checkout", "a\u{0}"],
            canarySecrets: [],
            refusedSettings: [BannerSettings(directory: "")]
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }
}
