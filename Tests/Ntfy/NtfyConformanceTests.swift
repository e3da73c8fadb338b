// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Ntfy
import Testing

@Suite struct NtfyConformanceTests {
    @Test(arguments: [UpdateMode.post, .edit])
    func `the channel keeps the adapter contract`(_ updates: UpdateMode) async {
        let settings = NtfyFixture.settings {
            $0.updates = updates
            $0.isMarkdown = updates == .edit
        }
        let conformance = ChannelConformance<NtfyChannel>(
            settings: settings,
            addresses: ["market-incidents"],
            hostileAddresses: ["", "a/b", "a b", "a\r\nX: y", "https://ntfy.sh/a"],
            canarySecrets: ["tk_canary_channel"],
            refusedSettings: [NtfyFixture.settings { $0.server = "" }],
            acceptance: HTTPResponse(status: 200, body: Array(#"{"id":"xE73Iyuabi"}"#.utf8)),
            destinationSecret: "tk_canary_topic"
        )
        for violation in await conformance.violations() {
            Issue.record("\(violation)")
        }
    }
}
