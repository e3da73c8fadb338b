// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import Pushover
import Testing

@Suite struct PushoverSettingsTests {
    @Test func `a configuration is read with its defaults`() throws {
        let json = #"{"token":"azGDORePK8gMaC0QOYAMyEEuzJnyUi","emergency":true}"#
        let settings = try JSONDecoder().decode(PushoverSettings.self, from: Data(json.utf8))
        #expect(settings.isEmergency)
        #expect(settings.server == "https://api.pushover.net")
        #expect(settings.sound == nil)
        #expect(throws: Never.self) { try settings.validate() }
    }

    /// One thing that is wrong, and the key that is to be named.
    struct Flaw: Sendable {
        let key: String
        let change: @Sendable (inout PushoverSettings) -> Void

        init(_ key: String, _ change: @escaping @Sendable (inout PushoverSettings) -> Void) {
            self.key = key
            self.change = change
        }
    }

    @Test(arguments: [
        Flaw("token") { $0.token = Secret("canary") }, Flaw("token") { $0.token = Secret("") },
        Flaw("server") { $0.server = "http://api.pushover.net" }, Flaw("server") { $0.server = "pushover" },
        Flaw("sound") { $0.sound = "" }, Flaw("sound") { $0.sound = "a b" }, Flaw("timeout") { $0.timeout = .zero },
    ])
    func `what cannot work is refused by name`(_ flaw: Flaw) {
        let fault = #expect(throws: Fault.self) { try PushoverFixture.settings(flaw.change).validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == flaw.key)
        #expect(fault?.message.contains("canary") == false)
    }
}
