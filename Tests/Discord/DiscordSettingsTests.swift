// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Discord
import FoundationEssentials
import Testing

@Suite struct DiscordSettingsTests {
    private func settings(_ json: String) throws -> DiscordSettings {
        try JSONDecoder().decode(DiscordSettings.self, from: Data(json.utf8))
    }

    @Test func `every key has a default`() throws {
        let settings = try settings("{}")
        #expect(settings == DiscordSettings())
        #expect(settings.updates == .post && settings.timeout == .seconds(10))
        try settings.validate()
    }

    @Test func `every key is read`() throws {
        let settings = try settings(
            #"""
            {"webhook": "http://127.0.0.1:9100/discord/api/webhooks/1/canary", "updates": "edit", "timeout": "2500ms",
             "allow_private_networks": true}
            """#
        )
        try settings.validate()
        #expect(settings.updates == .edit && settings.timeout == .milliseconds(2_500) && settings.allowsPrivateNetworks)
        let channel = try DiscordChannel(settings: settings, services: .stub())
        #expect(try channel.host(for: Destination(channel: .sample("d"), address: "#a")) == "127.0.0.1:9100")
        var shown = String(decoding: try JSONEncoder().encode(settings), as: UTF8.self) + "\(settings)"
        dump(settings, to: &shown)
        #expect(!shown.contains("canary"))
    }

    @Test(arguments: [
        (#"{"timeout": "31s"}"#, "timeout"), (#"{"timeout": "999ms"}"#, "timeout"), (#"{"webhook": ""}"#, "webhook"),
        (#"{"webhook": "http://discord.com/api/webhooks/1/canary"}"#, "webhook"),
        (#"{"webhook": "https://discord.com/api/webhooks/canary"}"#, "webhook"),
        (#"{"webhook": "https://discord.com/api/webhooks/1/canary/slack"}"#, "webhook"),
        (#"{"webhook": "https://u@discord.com/api/webhooks/1/canary"}"#, "webhook"),
    ])
    func `a bad value is refused by the name of its key, without the value`(_ json: String, _ key: String) throws {
        let settings = try settings(json)
        let fault = #expect(throws: Fault.self) { try settings.validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == key)
        #expect(fault?.message.contains("canary") == false)
    }

    @Test(arguments: [#"{"timeout": "fast"}"#, #"{"updates": "never"}"#, #"{"webhook": 1}"#])
    func `a value of the wrong kind is no setting`(_ json: String) {
        #expect(throws: DecodingError.self) { try settings(json) }
    }

    @Test func `the manifest tells of threads, edits and the defaults`() {
        let manifest = DiscordChannel.manifest
        #expect(manifest.capabilities == [.threads, .edits, .destinationSecrets])
        #expect(manifest.unknownPolicy == .resend && manifest.throttleScope == .destination)
    }
}
