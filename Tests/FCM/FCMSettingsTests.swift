// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FCM
import FoundationEssentials
import Testing

@Suite struct FCMSettingsTests {
    @Test func `a configuration is read with its defaults`() throws {
        let json = #"{"service_account":"{}","target":"fid","ttl":"1h"}"#
        let settings = try JSONDecoder().decode(FCMSettings.self, from: Data(json.utf8))
        #expect(settings.target == .installation)
        #expect(settings.ttl == .seconds(3_600))
        #expect(settings.server == "https://fcm.googleapis.com")
        #expect(settings.updates == .post)
    }

    /// One thing that is wrong, and the key that is to be named.
    struct Flaw: Sendable {
        let key: String
        let change: @Sendable (inout FCMSettings) -> Void

        init(_ key: String, _ change: @escaping @Sendable (inout FCMSettings) -> Void) {
            self.key = key
            self.change = change
        }
    }

    @Test(arguments: [
        Flaw("service_account") { $0.serviceAccount = Secret("canary") },
        Flaw("service_account") { $0.serviceAccount = Secret(#"{"client_email":"a","private_key":"canary"}"#) },
        Flaw("project") { $0.project = "" }, Flaw("project") { $0.project = "a/b" },
        Flaw("server") { $0.server = "http://127.0.0.1:1" }, Flaw("server") { $0.server = "fcm" },
        Flaw("server") { $0.server = "https://b.example/path" }, Flaw("token_server") { $0.tokenServer = "ftp://a/b" },
        Flaw("android_channel") { $0.androidChannel = "" }, Flaw("ttl") { $0.ttl = .seconds(2_419_201) },
        Flaw("updates") { $0.updates = .thread }, Flaw("timeout") { $0.timeout = .zero },
    ])
    func `what cannot work is refused by name`(_ flaw: Flaw) throws {
        let settings = try FCMFixture.settings(flaw.change)
        let fault = #expect(throws: Fault.self) { try settings.validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == flaw.key)
        #expect(fault?.message.contains("canary") == false)
    }

    @Test func `the settings' project takes precedence over the account's`() async throws {
        let fixture = try FCMFixture(try FCMFixture.settings { $0.project = "other-shop" })
        _ = try await fixture.sent()
        #expect(fixture.sendRequests.first?.url.contains("/projects/other-shop/") == true)
    }
}
