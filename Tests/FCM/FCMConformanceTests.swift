// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import CryptoExtras
import FCM
import Testing

@Suite struct FCMConformanceTests {
    @Test(arguments: [UpdateMode.post, .edit])
    func `the channel keeps the adapter contract`(_ updates: UpdateMode) async throws {
        let settings = try FCMFixture.settings { $0.updates = updates }
        var refused = settings
        refused.ttl = .seconds(-1)
        // One answer serves the token server and the sending alike.
        let acceptance =
            #"{"access_token":"ya29.canary-access","expires_in":3599,"name":"projects/market-shop/messages/1"}"#
        var conformance = ChannelConformance<FCMChannel>(
            settings: settings,
            addresses: [FCMFixture.device, "topic:checkout-status"],
            hostileAddresses: ["", "topic:", "topic:a/b", "\(FCMFixture.device)\r\nX: y"],
            canarySecrets: [try FCMFixture.key.pkcs8PEMRepresentation, "ya29.canary-access"],
            refusedSettings: [refused],
            acceptance: FCMFixture.answer(200, acceptance)
        )
        // The token server answers first, and what it refuses is the account.
        for status in Array(300..<500) where ![408, 409, 425, 429].contains(status) {
            conformance.statusClasses[status] = [.configuration]
        }
        for violation in await conformance.violations() {
            Issue.record("\(violation)")
        }
    }
}
