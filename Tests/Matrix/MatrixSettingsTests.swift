// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Matrix
import Testing

@Suite struct MatrixSettingsTests {
    @Test func `every key but server and token has a default`() throws {
        let settings = try MatrixFixture.settings(#"{"server": "https://m.example", "access_token": "abc"}"#)
        try settings.validate()
        #expect(settings == MatrixSettings(server: "https://m.example", accessToken: Secret("abc")))
        #expect(settings.kind == .notice && settings.updates == .thread)
    }

    @Test func `every key is read and written, the token never shown`() throws {
        let settings = try MatrixFixture.settings(
            #"""
            {"server": "http://127.0.0.1:8008/", "access_token": "canary", "msgtype": "m.text", "updates": "post",
             "timeout": "5s", "allow_private_networks": true}
            """#
        )
        try settings.validate()
        #expect(settings.updates == .post && settings.timeout == .seconds(5) && settings.kind == .text)
        let channel = try MatrixChannel(settings: settings, services: .stub())
        let destination = Destination(channel: .sample("m"), address: MatrixFixture.room)
        #expect(try channel.host(for: destination) == "127.0.0.1:8008")
        let written = String(decoding: try JSONEncoder().encode(settings), as: UTF8.self)
        #expect(!written.contains("canary") && !"\(settings)".contains("canary"))
    }

    @Test(arguments: [
        ("https://m.example", "", "15s", "access_token"), ("https://m.example", "a b", "15s", "access_token"),
        ("https://m.example", "abc", "31s", "timeout"), ("https://m.example", "abc", "1ms", "timeout"),
        ("http://m.example", "abc", "15s", "server"), ("m.example", "abc", "15s", "server"),
        ("https://a@m.example", "abc", "15s", "server"), ("https://m.example?a=b", "abc", "15s", "server"),
    ])
    func `a bad value is refused by the name of its key`(
        _ server: String,
        _ token: String,
        _ timeout: String,
        _ key: String
    ) throws {
        let settings = try MatrixFixture.settings(
            #"{"server": "\#(server)", "access_token": "\#(token)", "timeout": "\#(timeout)"}"#
        )
        let fault = #expect(throws: Fault.self) { try settings.validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == key)
    }

    @Test(arguments: [
        "{}", #"{"server": "https://m.example"}"#,
        #"{"server": "https://m.example", "access_token": "a", "msgtype": "m.image"}"#,
    ])
    func `what is missing or of the wrong kind is no setting`(_ json: String) {
        #expect(throws: DecodingError.self) { try MatrixFixture.settings(json) }
    }
}
