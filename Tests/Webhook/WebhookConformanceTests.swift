// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import Webhook

@Suite struct WebhookConformanceTests {
    private let canaries = ["whsec_Y2FuYXJ5IG9mIHRoZSBjaGFubmVs", "Bearer canary-of-a-header"]

    private func settings(_ format: WebhookSettings.Format) -> WebhookSettings {
        var settings = WebhookSettings()
        settings.format = format
        settings.secret = Secret(canaries[0])
        settings.headers = ["authorization": Secret(canaries[1])]
        return settings
    }

    @Test(arguments: WebhookSettings.Format.allCases)
    func `the channel keeps the adapter contract`(_ format: WebhookSettings.Format) async {
        var refused = settings(format)
        refused.headers["webhook-id"] = Secret("1")
        var conformance = ChannelConformance<WebhookChannel>(
            settings: settings(format),
            addresses: ["https://hooks.example.com/T0/canary-path?token=canary", "http://127.0.0.1:9001/hook"],
            hostileAddresses: [
                "", "ftp://hooks.example.com/", "https://hooks.example.com/\r\nX: y",
                "https://canary@hooks.example.com/",
                "https://hooks.example.com/#x", "https://:443/hook",
            ],
            canarySecrets: canaries,
            refusedSettings: [refused]
        )
        // Endpoints are moved and misdeployed: what HTTP calls final is tried again.
        for status in Array(300..<400) + [404, 405] { conformance.statusClasses[status] = [.transient] }
        for violation in await conformance.violations() {
            Issue.record("\(violation)")
        }
    }
}
