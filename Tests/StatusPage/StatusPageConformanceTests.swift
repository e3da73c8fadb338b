// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import StatusPage
import Testing

@Suite struct StatusPageConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        var twice = StatusPageSettings.market
        twice.components?.append(PageComponent(.sample("search")))
        var address = StatusPageSettings.plain
        address.url = "javascript:alert(1)"
        let conformance = ChannelConformance<StatusPageChannel>(
            settings: .market,
            addresses: ["public", "public/de"],
            hostileAddresses: [
                "", "..", "../public", "a/b", "/etc/passwd", "Public", "a\u{0}", "public/", "public/../x",
                "public/de/ar",
                "public//de", "pages", "/public", "public/DE", "public/de_AT",
            ],
            canarySecrets: [],
            refusedSettings: [StatusPageSettings(directory: ""), twice, address]
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }
}
