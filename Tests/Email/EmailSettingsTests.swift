// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Email
import FoundationEssentials
import Testing

struct EmailSettingsTests {
    private func read(_ json: String) throws -> EmailSettings {
        try JSONDecoder().decode(EmailSettings.self, from: Data(json.utf8))
    }

    @Test func `what a configuration leaves out has its default`() throws {
        let settings = try read(#"{"server":"smtp://127.0.0.1:2525","from":"Market Status <status@market.example>"}"#)
        #expect(settings.security == .required)
        #expect(settings.connections == 8)
        #expect(settings.lanes == .relay && settings.dkimKey == nil)
        #expect(settings.username == nil && settings.password == nil && settings.replyTo == nil)
        try settings.validate()
    }

    @Test func `every key is read and reaches the relay's connection`() async throws {
        let settings = try read(
            """
            {"server":"SMTPS://Relay.Example:465/","from":"status@market.example","security":"tls","username":"hub",
             "password":"s3cret","reply_to":"Help <help@market.example>","return_path":"bounces@market.example",
             "list_id":"Incidents <incidents.market.example>","greeting_name":"hub.market.example","connections":3,
             "lanes":"domain"}
            """
        )
        try settings.validate()
        let mail = StubMailSubmitter()
        let channel = try EmailFixture.channel(settings, mail: mail)
        _ = try await channel.deliver(try EmailFixture.delivery(by: channel))
        let submission = try #require(mail.submissions.first)
        #expect(
            submission.relay
                == MailRelay(
                    url: "smtps://relay.example:465",
                    security: .required,
                    username: "hub",
                    password: Secret("s3cret"),
                    greetingName: "hub.market.example",
                    connections: 3
                )
        )
        #expect(settings.lanes == .domain)
        #expect(submission.sender == "bounces@market.example")
        #expect(submission.recipient == "ada@example.com")
        let received = ReceivedMail(submission.content)
        #expect(received.value("Reply-To") == "Help <help@market.example>")
        #expect(received.value("List-Id") == "Incidents <incidents.market.example>")
        #expect(!received.text.contains("s3cret"))
    }

    @Test func `settings that are shown give no password away`() throws {
        var settings = EmailFixture.settings
        settings.password = Secret("s3cret")
        settings.dkimKey = Secret("s3cret")
        let shown = String(decoding: try JSONEncoder().encode(settings), as: UTF8.self)
        #expect(!shown.contains("s3cret") && !"\(settings)".contains("s3cret"))
    }

    @Test(
        arguments: [
            ("smtp://relay.example", "smtp://relay.example"), ("smtp://relay.example:25", "smtp://relay.example:25"),
            ("smtp://[::1]:2525", "smtp://[::1]:2525"), ("SMTP://LOCALHOST:2525", "smtp://localhost:2525"),
        ]
    )
    func `a server is a scheme, a host and perhaps a port`(server: String, url: String) throws {
        var settings = EmailFixture.settings
        settings.server = server
        #expect(try RelayAddress(of: settings).relay.url == url)
    }

    @Test(
        arguments: [
            "", "relay.example:25", "http://relay.example", "smtp://", "smtp://:25", "smtp://relay.example:0",
            "smtp://relay.example:65536", "smtp://relay.example:25/ehlo", "smtp://hub:pw@relay.example",
            "smtp://relay example", "smtp://relay.example:25\r\nRSET", "smtp://[::1", "smtp://[x]", "smtp://[]:25",
        ]
    )
    func `a server that cannot be one is refused by its key`(server: String) {
        var settings = EmailFixture.settings
        settings.server = server
        expectFault(settings, at: "server")
    }

    @Test(
        arguments: [
            ("from", changed { $0.from = "Market Status" }),
            ("from", changed { $0.from = "Market <status@market.example> Status" }),
            ("from", changed { $0.from = "status@market.example\r\nBcc: eve@example.com" }),
            ("security", changed { $0.server = "smtps://relay.example" }),
            ("username", changed { $0.password = Secret("s3cret") }),
            ("password", changed { $0.username = "hub" }),
            ("reply_to", changed { $0.replyTo = "help" }),
            ("return_path", changed { $0.returnPath = "Bounces <bounces@market.example>" }),
            ("bounces", changed { $0.bounces = "bounces" }), ("bounces", changed { $0.bounces = "" }),
            ("bounces", changed { $0.bounces = "\(String(repeating: "b", count: 35))@market.example" }),
            ("bounces", changed { ($0.bounces, $0.returnPath) = ("b@market.example", "r@market.example") }),
            ("bounces", changed { ($0.bounces, $0.returnPath) = ("b@market.example", "") }),
            ("list_id", changed { $0.listID = "incidents" }),
            ("list_id", changed { $0.listID = "Incidents <in cidents.example>" }),
            ("greeting_name", changed { $0.greetingName = "hub/../x" }),
            ("greeting_name", changed { $0.greetingName = "" }),
            ("connections", changed { $0.connections = 0 }),
            ("connections", changed { $0.connections = 65 }),
        ]
    )
    func `a setting that cannot be used is refused by its key`(
        key: String,
        settings: EmailSettings
    ) {
        expectFault(settings, at: key)
    }

    @Test func `the manifest describes exactly the keys that the settings know`() throws {
        let settings = EmailSettings(
            server: "smtp://relay.example",
            from: "a@b.example",
            username: "u",
            password: Secret("p"),
            replyTo: "r@b.example",
            returnPath: "v@b.example",
            bounces: "w@b.example",
            listID: "l.b.example",
            greetingName: "h.b.example",
            dkimDomain: "b.example",
            dkimSelector: "s",
            dkimKey: Secret("k")
        )
        let json = try JSONDecoder().decode([String: AnyValue].self, from: try JSONEncoder().encode(settings))
        #expect(Set(EmailChannel.manifest.settings.map(\.key)) == Set(json.keys))
        #expect(EmailChannel.manifest.settings.filter(\.isSecret).map(\.key) == ["password", "dkim_key"])
        #expect(EmailChannel.manifest.settings.filter(\.isRequired).map(\.key) == ["server", "from"])
    }

    @Test func `retries end before the delivery expires`() {
        let retry = EmailChannel.manifest.retry
        #expect(retry.schedule.reduce(.zero, +) < retry.expires)
        #expect(retry.schedule == retry.schedule.sorted())
    }

    private func expectFault(_ settings: EmailSettings, at key: String) {
        let fault = #expect(throws: Fault.self) { try settings.validate() }
        #expect(fault?.code == .configurationInvalid)
        #expect(fault?.context["where"] == key)
        let refusal = #expect(throws: Fault.self) { try EmailFixture.channel(settings) }
        #expect(refusal == fault)
    }

    private static func changed(_ change: (inout EmailSettings) -> Void) -> EmailSettings {
        var settings = EmailFixture.settings
        change(&settings)
        return settings
    }

    /// Whatever stands behind a key.
    private struct AnyValue: Decodable { init(from decoder: any Decoder) {} }
}
