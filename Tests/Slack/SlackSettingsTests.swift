// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Slack
import Testing

@Suite struct SlackSettingsTests {
    private func settings(_ json: String) throws -> SlackSettings {
        try JSONDecoder().decode(SlackSettings.self, from: Data(json.utf8))
    }

    @Test func `every key has a default`() throws {
        let settings = try settings("{}")
        #expect(settings == SlackSettings())
        #expect(settings.updates == .thread && settings.timeout == .seconds(10))
        try settings.validate()
    }

    @Test func `every key is read`() throws {
        let settings = try settings(
            #"""
            {"token": "xoxb-canary", "webhook": "http://127.0.0.1:9/canary", "server": "http://127.0.0.1:9100/slack/",
             "updates": "edit", "timeout": "2500ms", "allow_private_networks": true}
            """#
        )
        try settings.validate()
        #expect(settings.updates == .edit && settings.timeout == .milliseconds(2_500) && settings.allowsPrivateNetworks)
        let channel = try SlackChannel(settings: settings, services: .stub())
        #expect(try channel.host(for: Destination(channel: .sample("s"), address: "#a")) == "127.0.0.1:9100")
        var shown = String(decoding: try JSONEncoder().encode(settings), as: UTF8.self) + "\(settings)"
        dump(settings, to: &shown)
        #expect(!shown.contains("canary"))
    }

    @Test(arguments: [
        (#"{"timeout": "31s"}"#, "timeout"), (#"{"timeout": "999ms"}"#, "timeout"),
        (#"{"server": "http://slack.com"}"#, "server"), (#"{"server": "slack.com"}"#, "server"),
        (#"{"server": "https://canary@slack.com"}"#, "server"), (#"{"server": "https://slack.com?a=b"}"#, "server"),
        (#"{"server": "https://:443"}"#, "server"), (#"{"server": "https://[::1"}"#, "server"),
        (#"{"server": "https://slack.com:0"}"#, "server"), (#"{"server": "https://sl ack.com"}"#, "server"),
        (#"{"token": "canary"}"#, "token"), (#"{"token": "xoxb-a\r\nX: canary"}"#, "token"),
        (#"{"token": "https://hooks.slack.com/canary"}"#, "token"), (#"{"webhook": "xoxb-canary"}"#, "webhook"),
        (#"{"webhook": "http://hooks.slack.com/canary"}"#, "webhook"), (#"{"webhook": ""}"#, "webhook"),
    ])
    func `a bad value is refused by the name of its key, without the value`(_ json: String, _ key: String) throws {
        let settings = try settings(json)
        let fault = #expect(throws: Fault.self) { try settings.validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == key)
        #expect(fault?.message.contains("canary") == false)
    }

    @Test(arguments: [#"{"timeout": "fast"}"#, #"{"updates": "never"}"#, #"{"token": 1}"#])
    func `a value of the wrong kind is no setting`(_ json: String) {
        #expect(throws: DecodingError.self) { try settings(json) }
    }

    @Test func `the lane is the webhook's host where the channel has no other way`() throws {
        var settings = SlackSettings()
        settings.webhook = Secret("https://Hooks.Slack.com/services/canary")
        let channel = try SlackChannel(settings: settings, services: .stub())
        #expect(try channel.host(for: Destination(channel: .sample("s"), address: "#a")) == "hooks.slack.com")
    }

    @Test func `the manifest tells of threads, edits and the defaults`() {
        let manifest = SlackChannel.manifest
        #expect(manifest.capabilities == [.threads, .edits, .destinationSecrets])
        #expect(manifest.unknownPolicy == .resend && manifest.throttleScope == .destination)
        #expect(manifest.settings.first { $0.key == "updates" }?.choices == ["post", "thread", "edit"])
    }
}
