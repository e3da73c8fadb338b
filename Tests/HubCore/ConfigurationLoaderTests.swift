// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import HubCore
import Outbox
import Testing

/// Configurations with mistakes.
struct ConfigurationLoaderTests {
    @Test(arguments: BrokenConfiguration.all)
    func `a mistake is told once, with its line, its place and what to do`(_ broken: BrokenConfiguration) throws {
        let file = try ConfigurationFile(broken.text)
        let faults = file.faults()
        let fault = try #require(faults.first)
        // A misspelt “hub” is also a missing one.
        #expect(faults.count == (broken.text.hasPrefix("hubb") ? 2 : 1), "\(faults)")
        let told = try #require(broken.text.hasPrefix("hubb") ? faults.last : fault)
        #expect(told.code == broken.code)
        #expect(told.context["where"] == file.path + broken.place, "\(told.context["where"] ?? "")")
        let words = told.message + " " + (told.suggestedAction ?? "")
        #expect(words.contains(broken.words), "\(words)")
        #expect(!words.contains("hunter2"))
    }

    @Test func `every mistake of a file is told at once`() throws {
        let file = try ConfigurationFile(
            "hub: { lissen: 1 }\nchannels:\n  - { plugin: email }\naudiences: 4\nextra: 1\n"
        )
        #expect(file.faults().count >= 5, "\(file.faults())")
    }

    @Test func `a mistake in a channel does not make what refers to it wrong`() throws {
        let text = """
            hub: {}
            channels:
              - { name: mail, plugin: emial, settings: { server: s, from: f } }
              - { name: spare, plugin: email, settings: { server: s, from: f }, fallback: [mail] }
            audiences:
              - { name: a, destinations: [{ channel: mail, to: x }] }
            """
        let faults = try ConfigurationFile(text).faults()
        #expect(faults.map { $0.context["where"]?.split(separator: " ").last } == ["/channels/0/plugin"])
    }

    @Test func `a file that is not there, and one that is not YAML, are named`() throws {
        let secrets = StubSecretStore()
        let missing = ConfigurationLoader(path: "/nowhere/belfry.yaml", plugins: .stubs, secrets: secrets).load()
        guard case .failure(let problems) = missing else { return #expect(Bool(false), "it loaded") }
        #expect(problems.faults.map(\.code) == [.configurationUnreadable])
        #expect(problems.faults.first?.context["where"] == "/nowhere/belfry.yaml")
        let file = try ConfigurationFile("hub: [\n")
        #expect(file.faults().map(\.code) == [.configurationSyntax])
    }

    @Test func `what is left out has a default, and paths start at the file's folder`() throws {
        let file = try ConfigurationFile("hub: { data: \"./here/../there\", templates: \"/abs/./t\" }\n")
        let configuration = try file.load()
        #expect(configuration.hub.data == file.folder.path + "/there")
        #expect(configuration.hub.templates == "/abs/t")
        #expect(configuration.hub.listenPort == 8_080)
        #expect(configuration.hub.publicURL == "http://127.0.0.1:8080")
        #expect(configuration.channels.isEmpty && configuration.audiences.isEmpty && configuration.playbooks.isEmpty)
        #expect(configuration.bootstrapToken == nil)
    }

    @Test func `a mailbox for failures is read where it is named`() throws {
        #expect(try ConfigurationFile("hub: {}\n").load().bounceMaildir == nil)
        let file = try ConfigurationFile("hub: {}\nbounces: { maildir: \"mail/bounces\" }\n")
        #expect(try file.load().bounceMaildir == file.folder.path + "/mail/bounces")
        let absolute = try ConfigurationFile("hub: {}\nbounces: { maildir: \"/var/mail/bounces\" }\n")
        #expect(try absolute.load().bounceMaildir == "/var/mail/bounces")
    }

    @Test func `statistics are kept for as long as a daily limit has to remember`() throws {
        let kept = try ConfigurationFile("hub: {}\nretention: { statistics: 2d }\n").load()
        #expect(kept.retention.statistics == .seconds(2 * 86_400))
        let faults = try ConfigurationFile("hub: {}\nretention: { statistics: 47h }\n").faults()
        #expect(faults.map { $0.context["where"]?.split(separator: " ").last } == ["/retention/statistics"])
    }

    @Test func `falling back, operators and retention are read, and have defaults`() throws {
        let plain = try ConfigurationFile(
            "hub: {}\nchannels:\n  - { name: mail, plugin: email, settings: { server: s, from: f } }\n"
        )
        .load()
        #expect(plain.hub.diskReserve == 256_000_000)
        #expect(plain.retention == Retention())
        #expect(plain.operators.isEmpty)
        #expect(plain.channels.first?.patience == Patience())
        #expect(plain.channels.first?.ratePerLane == nil)

        let text = """
            hub: { disk_reserve: 2GiB }
            channels:
              - name: mail
                plugin: email
                settings: { server: s, from: f }
                per_lane: { limit: 5, per: minute, burst: 2 }
                fallback: [spare]
                failover: { after: 5m, critical_after: 10s, failures: 2 }
              - name: spare
                plugin: email
                settings: { server: s, from: f }
                fallback: [mail]
                failover: { after: 20s }
            operators:
              - { channel: mail, to: "ops@example.com", locale: de }
            retention: { messages: 7d, statistics: 30d }
            """
        let configuration = try ConfigurationFile(text).load()
        #expect(configuration.hub.diskReserve == 2 << 30)
        let mail = try #require(configuration.channels.first)
        #expect(mail.ratePerLane == RateLimit(5, per: .seconds(60), burst: 2))
        #expect(mail.patience == Patience(failures: 2, wait: .seconds(300), criticalWait: .seconds(10)))
        // The shorter wait of the critical follows where it is left out.
        #expect(configuration.channels[1].patience.criticalWait == .seconds(20))
        #expect(configuration.operators.map(\.address) == ["ops@example.com"])
        #expect(configuration.operators.first?.locale == LocaleTag("de"))
        #expect(
            configuration.retention
                == Retention(
                    attempts: .seconds(7 * 86_400),
                    messages: .seconds(7 * 86_400),
                    statistics: .seconds(30 * 86_400)
                )
        )
    }

    @Test(arguments: [
        ("256MB", 256_000_000), ("1GB", 1_000_000_000), ("0MB", 0), ("3MiB", 3 << 20), ("1TB", 1_000_000_000_000),
    ]) func `a size is a number and a unit`(text: String, bytes: Int64) throws {
        #expect(try ConfigurationFile("hub: { disk_reserve: \(text) }\n").load().hub.diskReserve == bytes)
    }

    @Test(arguments: [
        ("[::1]:9000", "::1", 9_000), ("0.0.0.0:80", "0.0.0.0", 80), ("localhost:0", "localhost", 0),
    ])
    func `an address to listen at is taken apart`(text: String, host: String, port: Int) throws {
        let hub = try ConfigurationFile("hub: { listen: \"\(text)\" }\n").load().hub
        #expect(hub.listenHost == host)
        #expect(hub.listenPort == port)
    }

    @Test func `references are resolved wherever they stand`() throws {
        let text = """
            hub: { public_url: "env:URL" }
            channels:
              - { name: mail, plugin: email, settings: { server: "env:RELAY", from: f, password: "file:p" } }
              - { name: hooks, plugin: webhook, settings: { secrets: ["env:ONE", "env:TWO"] } }
            """
        let secrets = [
            "env:URL": "https://status.market.example/", "env:RELAY": "smtp://r", "file:p": "pw", "env:ONE": "1",
            "env:TWO": "2",
        ]
        let configuration = try ConfigurationFile(text).load(secrets)
        #expect(configuration.hub.publicURL == "https://status.market.example")
        #expect(configuration.channels[0].settings.text("server") == "smtp://r")
        #expect(configuration.channels[0].settings.text("password") == "pw")
        #expect(configuration.channels[1].settings.text("secrets/1") == "2")
    }

    @Test func `settings that types alone do not rule out are the plugin's to refuse`() throws {
        let settings = try json(#"{"server": "smtp://invalid"}"#)
        #expect(throws: Fault(.configurationInvalid, "No such relay.", context: ["where": "/server"])) {
            try PluginCatalog.stubs.make("email", settings: settings, services: .stub())
        }
        let wrong = try #require(throws: Fault.self) {
            try PluginCatalog.stubs.make("email", settings: json(#"{"connections": "hunter2"}"#), services: .stub())
        }
        #expect(wrong.code == .configurationInvalid)
        #expect(wrong.context["where"] == "/settings/connections")
        #expect(!wrong.message.contains("hunter2"))
        #expect(throws: Fault.self) { try PluginCatalog.stubs.make("fax", settings: wrongless, services: .stub()) }
        #expect(PluginCatalog.stubs.kinds == ["banner", "email", "web-push", "webhook"])
    }

    private var wrongless: Document { Document(.object([])) }
}
