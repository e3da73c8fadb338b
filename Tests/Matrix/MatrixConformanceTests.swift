// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Matrix
import Testing

@Suite struct MatrixConformanceTests {
    @Test func `the channel keeps the adapter contract`() async {
        let settings = MatrixSettings(
            server: "https://matrix.market.example",
            accessToken: Secret(MatrixFixture.token)
        )
        var refused = settings
        refused.accessToken = Secret("syt_canary token")
        let conformance = ChannelConformance<MatrixChannel>(
            settings: settings,
            addresses: [MatrixFixture.room, "!31hneApxJ_1o-63DmFrpeqnkFfWppnzWso1JvH3ogLM"],
            hostileAddresses: [
                "", "!", "!:market.example", "#news:shop.example", "@ada:market.example", "GhIjKl:shop.example",
                "!a b:market.example", "!a\r\nX: y", "!ä:market.example", "!a@b:market.example",
            ],
            canarySecrets: [MatrixFixture.token],
            refusedSettings: [refused],
            acceptance: HTTPResponse(status: 200, body: Array(MatrixFixture.taken.utf8))
        )
        for violation in await conformance.violations() {
            Issue.record("\(violation)")
        }
    }
}
