// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import GoogleChat
import Testing

@Suite struct GoogleChatSettingsTests {
    @Test func `every key has a default`() throws {
        let settings = try GoogleChatFixture.settings("{}")
        try settings.validate()
        #expect(settings == GoogleChatSettings())
        #expect(settings.updates == .thread && settings.timeout == .seconds(15) && !settings.allowsPrivateNetworks)
    }

    @Test func `every key is read and written, the webhook never shown`() throws {
        let settings = try GoogleChatFixture.settings(
            #"""
            {"webhook": "http://127.0.0.1:9/v1/spaces/A/messages?key=canary", "updates": "post", "timeout": "5s",
             "allow_private_networks": true}
            """#
        )
        try settings.validate()
        #expect(settings.updates == .post && settings.timeout == .seconds(5) && settings.allowsPrivateNetworks)
        var shown = String(decoding: try JSONEncoder().encode(settings), as: UTF8.self) + "\(settings)"
        dump(try GoogleChatWebhook(#require(settings.webhook), allowsPlainHTTP: true), to: &shown)
        #expect(!shown.contains("canary"))
    }

    @Test(arguments: [
        (#"{"webhook": ""}"#, "webhook"), (#"{"webhook": "http://a/v1/spaces/A/messages?key=canary"}"#, "webhook"),
        (#"{"updates": "edit"}"#, "updates"), (#"{"timeout": "31s"}"#, "timeout"), (#"{"timeout": "0s"}"#, "timeout"),
    ])
    func `a bad value is refused by the name of its key`(_ json: String, _ key: String) throws {
        let settings = try GoogleChatFixture.settings(json)
        let fault = #expect(throws: Fault.self) { try settings.validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == key)
        #expect(fault?.message.contains("canary") == false)
    }

    @Test(arguments: [#"{"updates": "shout"}"#, #"{"webhook": 5}"#])
    func `what is of the wrong kind is no setting`(_ json: String) {
        #expect(throws: DecodingError.self) { try GoogleChatFixture.settings(json) }
    }
}
