// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Testing
import Webhook

@Suite struct WebhookSettingsTests {
    @Test func `every key has a default`() throws {
        let settings = try WebhookFixture.settings("{}")
        #expect(settings == WebhookSettings())
        #expect(settings.timeout == .seconds(15))
        #expect(!settings.allowsPrivateNetworks)
        try settings.validate()
    }

    @Test func `every key is read`() throws {
        let settings = try WebhookFixture.settings(
            #"""
            {"allow_private_networks": true, "https_only": true, "format": "cloudevents", "timeout": "2500ms",
             "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "secrets": ["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"],
             "headers": {"Authorization": "Bearer canary"}}
            """#
        )
        try settings.validate()
        #expect(settings.allowsPrivateNetworks)
        #expect(settings.isHTTPSOnly)
        #expect(settings.format == .cloudEvents)
        #expect(settings.timeout == .milliseconds(2_500))
        let fixture = try WebhookFixture(settings)
        let request = try fixture.request(to: WebhookFixture.destination(secret: nil))
        #expect(request.timeout == .milliseconds(2_500))
        #expect(request.allowsPrivateNetworks)
        #expect(request.header("Authorization") == "Bearer canary")
        #expect(request.header("webhook-signature")?.split(separator: " ").count == 2)
    }

    @Test func `settings that are shown give no secret away`() throws {
        let settings = try WebhookFixture.settings(
            #"{"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "headers": {"authorization": "Bearer canary"}}"#
        )
        var shown = String(decoding: try JSONEncoder().encode(settings), as: UTF8.self)
        dump(settings, to: &shown)
        shown += "\(settings)"
        #expect(!shown.contains("canary"))
        #expect(!shown.contains("MfKQ9r8"))
    }

    @Test(arguments: [
        (#"{"timeout": "31s"}"#, "timeout"), (#"{"timeout": "999ms"}"#, "timeout"),
        (#"{"secret": "whsec_"}"#, "secret"), (#"{"secret": ""}"#, "secret"),
        (#"{"secrets": ["whsec_canary!"]}"#, "secrets"), (#"{"headers": {"Host": "x"}}"#, "headers"),
        (#"{"headers": {"webhook-id": "x"}}"#, "headers"), (#"{"headers": {"Content-Length": "1"}}"#, "headers"),
        (#"{"headers": {"content-type": "x"}}"#, "headers"), (#"{"headers": {"transfer-encoding": "x"}}"#, "headers"),
        (#"{"headers": {"x y": "z"}}"#, "headers"), (#"{"headers": {"": "z"}}"#, "headers"),
        (#"{"headers": {"x": "a\r\ncanary: 1"}}"#, "headers"), (#"{"headers": {"x": "1", "X": "2"}}"#, "headers"),
    ])
    func `a bad value is refused by the name of its key, without the value`(_ json: String, _ key: String) throws {
        let settings = try WebhookFixture.settings(json)
        let fault = #expect(throws: Fault.self) { try settings.validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == key)
        #expect(fault?.message.contains("canary") == false)
        #expect(throws: Fault.self) { try WebhookFixture(settings) }
    }

    @Test(arguments: [#"{"timeout": "fast"}"#, #"{"timeout": 15}"#, #"{"format": "xml"}"#])
    func `a value of the wrong kind is no setting`(_ json: String) {
        #expect(throws: DecodingError.self) { try WebhookFixture.settings(json) }
    }

    @Test func `the manifest describes exactly the keys that are read`() throws {
        let shown = try JSONEncoder()
            .encode(
                try WebhookFixture.settings(#"{"secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}"#)
            )
        let keys = try JSONDecoder().decode([String: Ignored].self, from: shown).keys
        #expect(Set(keys) == Set(WebhookChannel.manifest.settings.map(\.key)))
    }

    /// Any value: only the keys matter.
    private struct Ignored: Decodable { init(from decoder: any Decoder) {} }
}
