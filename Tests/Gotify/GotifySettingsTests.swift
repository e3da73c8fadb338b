// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import Gotify
import Testing

@Suite struct GotifySettingsTests {
    @Test func `a configuration is read with its defaults`() throws {
        let json = #"{"server":"http://127.0.0.1:8080","token":"A1","allow_private_networks":true,"timeout":"5s"}"#
        let settings = try JSONDecoder().decode(GotifySettings.self, from: Data(json.utf8))
        #expect(settings.timeout == .seconds(5))
        #expect(settings.token == Secret("A1"))
        #expect(throws: Never.self) { try settings.validate() }
    }

    /// One thing that is wrong, and the key that is to be named.
    struct Flaw: Sendable {
        let key: String
        let change: @Sendable (inout GotifySettings) -> Void

        init(_ key: String, _ change: @escaping @Sendable (inout GotifySettings) -> Void) {
            self.key = key
            self.change = change
        }
    }

    @Test(arguments: [
        Flaw("server") { $0.server = "push.market.example" }, Flaw("server") { $0.server = "http://push.example" },
        Flaw("server") { $0.server = "https://a:b@push.example" },
        Flaw("server") { $0.server = "https://a.example/?b" },
        Flaw("token") { $0.token = Secret("") }, Flaw("token") { $0.token = Secret("canary\r\nx: y") },
        Flaw("timeout") { $0.timeout = .seconds(31) },
    ])
    func `what cannot work is refused by name`(_ flaw: Flaw) {
        let fault = #expect(throws: Fault.self) { try GotifyFixture.settings(flaw.change).validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == flaw.key)
        #expect(fault?.message.contains("canary") == false)
    }
}
