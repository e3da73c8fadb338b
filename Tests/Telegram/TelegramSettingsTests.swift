// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Telegram
import Testing

@Suite struct TelegramSettingsTests {
    @Test func `every key but the token has a default`() throws {
        let settings = try TelegramFixture.settings(#"{"token": "1:abcdef"}"#)
        try settings.validate()
        #expect(settings == TelegramSettings(token: Secret("1:abcdef")))
        #expect(settings.server == "https://api.telegram.org" && settings.updates == .thread)
    }

    @Test func `every key is read and written, the token never shown`() throws {
        let settings = try TelegramFixture.settings(
            #"{"token": "1:canary", "server": "http://127.0.0.1:8081/", "updates": "edit", "timeout": "5s", "allow_private_networks": true}"#
        )
        try settings.validate()
        #expect(settings.updates == .edit && settings.timeout == .seconds(5) && settings.allowsPrivateNetworks)
        let channel = try TelegramChannel(settings: settings, services: .stub())
        #expect(try channel.host(for: Destination(channel: .sample("t"), address: "1")) == "127.0.0.1:8081")
        let written = String(decoding: try JSONEncoder().encode(settings), as: UTF8.self)
        #expect(!written.contains("canary") && !"\(settings)".contains("canary"))
    }

    @Test(arguments: [
        (#"{"token": ""}"#, "token"), (#"{"token": "abc"}"#, "token"), (#"{"token": "1:a/b"}"#, "token"),
        (#"{"token": "1:abcdef", "timeout": "31s"}"#, "timeout"),
        (#"{"token": "1:abcdef", "timeout": "10ms"}"#, "timeout"),
        (#"{"token": "1:abcdef", "server": ""}"#, "server"),
        (#"{"token": "1:abcdef", "server": "http://127.0.0.1"}"#, "server"),
        (#"{"token": "1:abcdef", "server": "https://a@b.example"}"#, "server"),
        (#"{"token": "1:abcdef", "server": "https://b.example/?x=1"}"#, "server"),
        (#"{"token": "1:abcdef", "server": "ftp://b.example"}"#, "server"),
    ])
    func `a bad value is refused by the name of its key`(_ json: String, _ key: String) throws {
        let settings = try TelegramFixture.settings(json)
        let fault = #expect(throws: Fault.self) { try settings.validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == key)
    }

    @Test(arguments: ["{}", #"{"token": "1:abcdef", "updates": "shout"}"#, #"{"token": "1:abcdef", "timeout": 5}"#])
    func `what is missing or of the wrong kind is no setting`(_ json: String) {
        #expect(throws: DecodingError.self) { try TelegramFixture.settings(json) }
    }
}
