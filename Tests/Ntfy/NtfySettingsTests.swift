// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import Ntfy
import Testing

@Suite struct NtfySettingsTests {
    @Test func `a configuration is read with its defaults`() throws {
        let empty = try JSONDecoder().decode(NtfySettings.self, from: Data("{}".utf8))
        #expect(empty == NtfySettings())
        let json = #"{"server":"http://127.0.0.1:2586/","token":"tk_a","updates":"edit","allow_private_networks":true}"#
        let settings = try JSONDecoder().decode(NtfySettings.self, from: Data(json.utf8))
        #expect(settings.updates == .edit)
        #expect(try NtfyFixture(settings).request().url == "http://127.0.0.1:2586/")
        #expect(try NtfyFixture(settings).channel.host(for: NtfyFixture.destination()) == "127.0.0.1:2586")
    }

    /// One thing that is wrong, and the key that is to be named.
    struct Flaw: Sendable {
        let key: String
        let change: @Sendable (inout NtfySettings) -> Void

        init(_ key: String, _ change: @escaping @Sendable (inout NtfySettings) -> Void) {
            self.key = key
            self.change = change
        }
    }

    @Test(arguments: [
        Flaw("server") { $0.server = "ntfy.sh" }, Flaw("server") { $0.server = "http://ntfy.sh" },
        Flaw("server") { $0.server = "https://ntfy.sh/topic" }, Flaw("server") { $0.server = "https://a:b@ntfy.sh" },
        Flaw("token") { $0.token = Secret("") }, Flaw("token") { $0.token = Secret("canary\r\nx: y") },
        Flaw("updates") { $0.updates = .thread }, Flaw("timeout") { $0.timeout = .seconds(31) },
    ])
    func `what cannot work is refused by name`(_ flaw: Flaw) {
        let fault = #expect(throws: Fault.self) { try NtfyFixture.settings(flaw.change).validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == flaw.key)
        #expect(fault?.message.contains("canary") == false)
    }
}
