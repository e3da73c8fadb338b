// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import WebPush

@Suite struct WebPushConformanceTests {
    @Test(arguments: [UpdateMode.post, .edit])
    func `the channel keeps the adapter contract`(_ updates: UpdateMode) async {
        let settings = WebPushFixture.settings {
            $0.updates = updates
            $0.allowsPrivateNetworks = true
        }
        let conformance = ChannelConformance<WebPushChannel>(
            settings: settings,
            addresses: [WebPushFixture.url, "http://127.0.0.1:9001/push/1"],
            hostileAddresses: [
                "", "ftp://push.example.net/", "https://push.example.net/\r\nX: y", "https://a@b.example/",
            ],
            canarySecrets: [WebPushFixture.vapidKey],
            refusedSettings: [WebPushFixture.settings { $0.ttl = .zero }],
            acceptance: HTTPResponse(status: 201),
            destinationSecret: "\(WebPushFixture.p256dh):\(WebPushFixture.auth)"
        )
        for violation in await conformance.violations() {
            Issue.record("\(violation)")
        }
    }
}
