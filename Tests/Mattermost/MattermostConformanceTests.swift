// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Mattermost
import Testing

@Suite struct MattermostConformanceTests {
    private let hostile = ["", "two words", "https://chat.example.com/hooks/x", "a\r\nX: y", "a\u{0}"]

    private func settings(_ json: String) throws -> MattermostSettings {
        try JSONDecoder().decode(MattermostSettings.self, from: Data(json.utf8))
    }

    @Test func `the channel keeps the adapter contract with a bot's token`() async throws {
        let conformance = ChannelConformance<MattermostChannel>(
            settings: try settings(#"{"server": "https://chat.example.com", "token": "canaryofthechannel01234567"}"#),
            addresses: [MattermostFixture.room],
            hostileAddresses: hostile,
            canarySecrets: ["canaryofthechannel01234567"],
            refusedSettings: [try settings(#"{"token": "canaryofthechannel01234567"}"#)],
            acceptance: HTTPResponse(status: 201, body: Array(MattermostFixture.accepted.utf8)),
            destinationSecret: "canaryofthedestination0123"
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }

    @Test func `the channel keeps the adapter contract with webhooks`() async throws {
        let conformance = ChannelConformance<MattermostChannel>(
            settings: try settings(#"{"webhook": "https://chat.example.com/hooks/canary-of-the-channel"}"#),
            addresses: ["#incidents"],
            hostileAddresses: hostile,
            canarySecrets: ["canary-of-the-channel"],
            refusedSettings: [try settings(#"{"webhook": "http://chat.example.com/hooks/canary"}"#)],
            acceptance: HTTPResponse(status: 200, body: Array("ok".utf8)),
            destinationSecret: "https://chat.example.com/hooks/canary-of-the-destination"
        )
        for violation in await conformance.violations() { Issue.record("\(violation)") }
    }

    @Test func `every setting is read, and has a default`() throws {
        let defaults = try settings("{}")
        #expect(defaults == MattermostSettings() && defaults.updates == .thread)
        try defaults.validate()
        let settings = try settings(
            #"""
            {"server": "http://127.0.0.1:9/mattermost/", "token": "canarytoken0123", "webhook": "http://127.0.0.1:9/canary",
             "updates": "edit", "timeout": "2500ms", "allow_private_networks": true}
            """#
        )
        try settings.validate()
        #expect(settings.updates == .edit && settings.timeout == .milliseconds(2_500))
        var shown = String(decoding: try JSONEncoder().encode(settings), as: UTF8.self) + "\(settings)"
        dump(settings, to: &shown)
        #expect(!shown.contains("canary"))
        let channel = try MattermostChannel(settings: settings, services: .stub())
        let room = Destination(channel: .sample("chat"), address: MattermostFixture.room)
        #expect(try channel.host(for: room) == "127.0.0.1:9")
    }

    @Test(arguments: [
        (#"{"timeout": "31s"}"#, "timeout"), (#"{"timeout": "999ms"}"#, "timeout"),
        (#"{"server": "http://chat.example.com"}"#, "server"), (#"{"server": "chat.example.com"}"#, "server"),
        (#"{"token": "canarytoken0123"}"#, "server"),
        (#"{"server": "https://c.example", "token": "canary\r\nX: y"}"#, "token"),
        (#"{"server": "https://c.example", "token": "https://c.example/canary"}"#, "token"),
        (#"{"webhook": "http://chat.example.com/canary"}"#, "webhook"), (#"{"webhook": "canarytoken"}"#, "webhook"),
    ])
    func `a bad value is refused by the name of its key, without the value`(_ json: String, _ key: String) throws {
        let settings = try settings(json)
        let fault = #expect(throws: Fault.self) { try settings.validate() }
        #expect(fault?.code == .configurationInvalid && fault?.context["where"] == key)
        #expect(fault?.message.contains("canary") == false)
    }
}
