// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import Testing
import WebPush

@Suite struct WebPushSettingsTests {
    @Test func `a configuration is read with its defaults`() throws {
        let json = #"{"vapid_key":"k","subject":"https://market.example/contact","ttl":"10m","updates":"edit"}"#
        let settings = try JSONDecoder().decode(WebPushSettings.self, from: Data(json.utf8))
        #expect(settings.ttl == .seconds(600))
        #expect(settings.updates == .edit)
        #expect(settings.timeout == .seconds(10))
        #expect(!settings.allowsPrivateNetworks)
        #expect(settings.key == Secret("k"))
    }

    /// One thing that is wrong, and the key that is to be named.
    struct Flaw: Sendable {
        let key: String
        let change: @Sendable (inout WebPushSettings) -> Void

        init(_ key: String, _ change: @escaping @Sendable (inout WebPushSettings) -> Void) {
            self.key = key
            self.change = change
        }
    }

    @Test(arguments: [
        Flaw("vapid_key") { $0.key = Secret("canary") }, Flaw("subject") { $0.subject = "status@market.example" },
        Flaw("subject") { $0.subject = "mailto:" }, Flaw("subject") { $0.subject = "mailto:a@b.example\r\nx: y" },
        Flaw("ttl") { $0.ttl = .seconds(59) }, Flaw("ttl") { $0.ttl = .seconds(29 * 86_400) },
        Flaw("updates") { $0.updates = .thread }, Flaw("timeout") { $0.timeout = .seconds(31) },
        Flaw("timeout") { $0.timeout = .zero },
    ])
    func `what cannot work is refused by name`(_ flaw: Flaw) {
        let fault = #expect(throws: Fault.self) { try WebPushFixture.settings(flaw.change).validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == flaw.key)
    }
}
