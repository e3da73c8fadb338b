// SPDX-License-Identifier: Apache-2.0

import APNs
import Announcement
import ChannelKit
import FoundationEssentials
import Testing

@Suite struct APNsSettingsTests {
    @Test func `a configuration is read with its defaults`() throws {
        let json = #"{"team_id":"DEF123GHIJ","key_id":"ABC123DEFG","key":"k","topic":"a.b","environment":"sandbox"}"#
        let settings = try JSONDecoder().decode(APNsSettings.self, from: Data(json.utf8))
        #expect(settings.environment == .sandbox)
        #expect(settings.updates == .thread)
        #expect(settings.ttl == .seconds(4 * 3_600))
        #expect(settings.nextKey == nil)
        #expect(settings.key == Secret("k"))
    }

    /// One thing that is wrong, and the key that is to be named.
    struct Flaw: Sendable {
        let key: String
        let change: @Sendable (inout APNsSettings) -> Void

        init(_ key: String, _ change: @escaping @Sendable (inout APNsSettings) -> Void) {
            self.key = key
            self.change = change
        }
    }

    @Test(arguments: [
        Flaw("team_id") { $0.team = "short" }, Flaw("key_id") { $0.keyID = "ABC 23DEFG" },
        Flaw("key") { $0.key = Secret("canary") }, Flaw("next_key_id") { $0.nextKey = $0.key },
        Flaw("next_key_id") { $0.nextKeyID = "NEXT23DEFG" },
        Flaw("next_key") {
            $0.nextKeyID = "NEXT23DEFG"
            $0.nextKey = Secret("canary")
        },
        Flaw("topic") { $0.topic = "" }, Flaw("topic") { $0.topic = "a b" },
        Flaw("server") { $0.server = "http://127.0.0.1:1" }, Flaw("server") { $0.server = "api.push.apple.com" },
        Flaw("server") { $0.server = "https://a@b.example" }, Flaw("server") { $0.server = "https://b.example/path" },
        Flaw("ttl") { $0.ttl = .seconds(31 * 86_400) }, Flaw("sound") { $0.sound = "a\nb" },
        Flaw("timeout") { $0.timeout = .seconds(31) },
    ])
    func `what cannot work is refused by name`(_ flaw: Flaw) throws {
        let settings = try APNsFixture.settings(flaw.change)
        let fault = #expect(throws: Fault.self) { try settings.validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == flaw.key)
        #expect(fault?.message.contains("canary") == false)
    }

    @Test func `a stand-in on a private network may do without TLS`() throws {
        let settings = try APNsFixture.settings {
            $0.server = "http://127.0.0.1:2197/"
            $0.allowsPrivateNetworks = true
        }
        #expect(try APNsFixture(settings).request().url.hasPrefix("http://127.0.0.1:2197/3/device/"))
    }
}
