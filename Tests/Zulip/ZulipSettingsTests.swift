// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Testing
import Zulip

@Suite struct ZulipSettingsTests {
    private static let least = #""server": "https://z.example", "email": "bot@z.example", "api_key": "canary""#

    @Test func `every key but server, address and key has a default`() throws {
        let settings = try ZulipFixture.settings("{\(Self.least)}")
        try settings.validate()
        #expect(
            settings == ZulipSettings(server: "https://z.example", email: "bot@z.example", apiKey: Secret("canary"))
        )
        #expect(settings.updates == .thread && settings.topic == "Status")
    }

    @Test func `every key is read and written, the key never shown`() throws {
        let settings = try ZulipFixture.settings(
            #"""
            {"server": "http://127.0.0.1:9991/", "email": "bot@z.example", "api_key": "canary", "updates": "edit",
             "topic": "Störungen", "timeout": "5s", "allow_private_networks": true}
            """#
        )
        try settings.validate()
        #expect(settings.updates == .edit && settings.timeout == .seconds(5) && settings.topic == "Störungen")
        let channel = try ZulipChannel(settings: settings, services: .stub())
        #expect(try channel.host(for: Destination(channel: .sample("z"), address: "incidents")) == "127.0.0.1:9991")
        let written = String(decoding: try JSONEncoder().encode(settings), as: UTF8.self)
        #expect(!written.contains("canary") && !"\(settings)".contains("canary"))
    }

    @Test(arguments: [
        (#""email": "bot""#, "email"), (#""email": "bot:x@z.example""#, "email"), (#""api_key": """#, "api_key"),
        (#""api_key": "a b""#, "api_key"), (#""topic": " ""#, "topic"), (#""timeout": "31s""#, "timeout"),
        (#""server": "http://z.example""#, "server"), (#""server": "z.example""#, "server"),
    ])
    func `a bad value is refused by the name of its key`(_ entry: String, _ key: String) throws {
        // The first of two entries of one key counts, or the last: so each key is there once.
        let entries = [#""server": "https://z.example""#, #""email": "bot@z.example""#, #""api_key": "canary""#]
            .filter { !$0.hasPrefix("\"\(key)\"") }
        let settings = try ZulipFixture.settings("{\((entries + [entry]).joined(separator: ", "))}")
        let fault = #expect(throws: Fault.self) { try settings.validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == key)
    }

    @Test(arguments: ["", #", "updates": "shout""#, #", "timeout": 5"#])
    func `what is missing or of the wrong kind is no setting`(_ more: String) {
        let json = more.isEmpty ? #"{"server": "https://z.example"}"# : "{\(Self.least)\(more)}"
        #expect(throws: DecodingError.self) { try ZulipFixture.settings(json) }
    }
}
