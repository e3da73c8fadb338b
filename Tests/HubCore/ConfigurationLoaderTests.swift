// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Testing

/// Configurations with mistakes.
struct ConfigurationLoaderTests {
    /// A file with one mistake, and what is said of it.
    struct Broken: Sendable, CustomTestStringConvertible {
        let text: String
        let code: FaultCode
        /// The line and the JSON pointer.
        let place: String
        /// Words of the message or the remedy.
        let words: String

        init(_ text: String, _ place: String, _ words: String) {
            self.init(text, .configurationInvalid, place, words)
        }

        init(_ text: String, _ code: FaultCode, _ place: String, _ words: String) {
            self.text = text
            self.code = code
            self.place = place
            self.words = words
        }

        var testDescription: String { "\(place) \(words)" }
    }

    private static let hub = "hub: { listen: \"127.0.0.1:0\" }\n"
    private static let mail = hub + "channels:\n  - { name: mail, plugin: email, settings: { server: s, from: f } }\n"

    private static func channel(_ extra: String) -> String {
        hub + "channels:\n  - name: mail\n    plugin: email\n    settings: { server: s, from: f }\n    \(extra)\n"
    }

    private static func hooks(_ settings: String) -> String {
        hub + "channels:\n  - name: hooks\n    plugin: webhook\n    settings: \(settings)\n"
    }

    static let broken: [Broken] = [
        Broken("hubb: {}\n", .configurationUnknownKey, ":1 /hubb", "Did you mean “hub”?"),
        Broken("hub:\n  lsten: x\n", .configurationUnknownKey, ":2 /hub/lsten", "Did you mean “listen”?"),
        Broken("hub: 5\n", ":1 /hub", "An object is expected here, not a number."),
        Broken("hub:\n  listen: \"localhost\"\n", ":2 /hub/listen", "127.0.0.1:8080"),
        Broken("hub:\n  listen: \"h:70000\"\n", ":2 /hub/listen", "address and port"),
        Broken("hub:\n  public_url: \"http://h/path\"\n", ":2 /hub/public_url", "without a path"),
        Broken("hub:\n  public_url: \"ftp://h\"\n", ":2 /hub/public_url", "http or https"),
        Broken("hub:\n  public_url: \"http://\"\n", ":2 /hub/public_url", "http or https"),
        Broken("hub:\n  store: \"postgres://h/db\"\n", ":2 /hub/store", "sqlite"),
        Broken("hub:\n  environment: prod\n", ":2 /hub/environment", "production, staging, drill"),
        Broken("hub:\n  environment: stagin\n", ":2 /hub/environment", "Did you mean “staging”?"),
        Broken("hub:\n  locale: \"not a tag\"\n", ":2 /hub/locale", "language tag"),
        Broken("hub:\n  public_url: \"env:NOWHERE\"\n", .secretMissing, ":2 /hub", "Set the environment variable NOWHERE"),
        Broken(hub + "channels: {}\n", ":2 /channels", "must be a list"),
        Broken(channel("rate: { limit: 0 }"), ":6 /channels/0/rate/limit", "from 1 to"),
        Broken(channel("rate: { per: second }"), " /channels/0/rate/limit", "“limit” is missing"),
        Broken(channel("rate: { limit: 1, per: week }"), ":6 /channels/0/rate/per", "minute, hour, day"),
        Broken(channel("rate: { limit: 1, per: 0s }"), ":6 /channels/0/rate/per", "duration"),
        Broken(channel("concurrency: 0"), ":6 /channels/0/concurrency", "from 1 to 1000"),
        Broken(channel("retry: { schedule: [1s, soon] }"), ":6 /channels/0/retry/schedule/1", "duration"),
        Broken(channel("retry: { expires: 0h }"), ":6 /channels/0/retry/expires", "24h"),
        Broken(channel("retry: { after: 1s }"), .configurationUnknownKey, ":6 /channels/0/retry/after", "expires, schedule"),
        Broken(channel("fallback: [mial]"), ":6 /channels/0/fallback/0", "Did you mean “mail”?"),
        Broken(
            hub + "channels:\n  - name: mail\n    plugin: emial\n",
            ":4 /channels/0/plugin",
            "Did you mean “email”?"
        ),
        Broken(
            hub + "channels:\n  - name: Mail\n    plugin: banner\n    settings: { directory: d }\n",
            ":3 /channels/0/name",
            "“Mail” is not a channel's name."
        ),
        Broken(
            mail + "  - name: mail\n    plugin: banner\n    settings: { directory: d }\n",
            ":4 /channels/1/name",
            "There is another channel “mail”."
        ),
        Broken(
            hub + "channels:\n  - name: mail\n    plugin: email\n    settings: { from: f }\n",
            ":5 /channels/0/settings/server",
            "“server” is missing."
        ),
        Broken(
            hub + "channels:\n  - name: mail\n    plugin: email\n    settings:\n      server: s\n      from: f\n      secruity: none\n",
            .configurationUnknownKey,
            ":8 /channels/0/settings/secruity",
            "Did you mean “security”?"
        ),
        Broken(hooks("{ allow_private_networks: \"yes\" }"), ":5 /channels/0/settings/allow_private_networks", "true or false"),
        Broken(hooks("{ timeout: 15 }"), ":5 /channels/0/settings/timeout", "duration such as 30s"),
        Broken(hooks("{ secrets: [\"whsec_hunter2\"] }"), ":5 /channels/0/settings/secrets", "env:NAME or file:PATH"),
        Broken(hooks("{ secrets: [\"env:NOPE\"] }"), .secretMissing, ":5 /channels/0/settings/secrets", "NOPE"),
        Broken(hooks("[]"), ":5 /channels/0/settings", "An object is expected here"),
    ]

    static let brokenAudiences: [Broken] = [
        Broken(mail + "audiences:\n  - destinations: []\n", ":5 /audiences/0/name", "“name” is missing."),
        Broken(mail + "audiences:\n  - { name: a }\n  - { name: a }\n", ":6 /audiences/1/name", "There is another audience “a”."),
        Broken(mail + "audiences:\n  - name: a\n    file: none.csv\n", ":6 /audiences/0/file", "cannot be read"),
        Broken(
            mail + "audiences:\n  - name: a\n    destinations:\n      - { channel: mial, to: x }\n",
            ":7 /audiences/0/destinations/0/channel",
            "Did you mean “mail”?"
        ),
        Broken(
            mail + "audiences:\n  - name: a\n    destinations:\n      - { channel: mail }\n",
            ":7 /audiences/0/destinations/0/to",
            "“to” is missing."
        ),
        Broken(
            mail + "audiences:\n  - name: a\n    destinations:\n      - { channel: mail, to: \"\" }\n",
            ":7 /audiences/0/destinations/0/to",
            "1 to 2,048 bytes"
        ),
        Broken(
            mail + "audiences:\n  - name: a\n    destinations:\n      - { channel: mail, to: x, secret: hunter2 }\n",
            ":7 /audiences/0/destinations/0/secret",
            "env:NAME or file:PATH"
        ),
        Broken(
            mail + "audiences:\n  - name: a\n    destinations:\n      - { channel: mail, to: x, secret: \"env:NO\" }\n",
            .secretMissing,
            ":7 /audiences/0/destinations/0/secret",
            "Set the environment variable NO"
        ),
        Broken(
            mail + "audiences:\n  - name: a\n    destinations:\n      - { channel: mail, to: x, else: [{ channel: sms, to: y }] }\n",
            ":7 /audiences/0/destinations/0/else/0/channel",
            "Use one of: mail."
        ),
        Broken(hub + "playbooks:\n  - { when: {} }\n", ":3 /playbooks/0/name", "“name” is missing."),
        Broken(hub + "playbooks:\n  - { name: p, when: { severity: [sev9] } }\n", ":3 /playbooks/0/when/severity/0", "sev1"),
        Broken(hub + "playbooks:\n  - { name: p, audiences: [b] }\n", ":3 /playbooks/0/audiences/0", "“b” is not an audience."),
        Broken(hub + "playbooks:\n  - { name: p, acknowledge: true }\n", ":3 /playbooks/0/acknowledge", "needs a template"),
        Broken(
            hub + "playbooks:\n  - { name: p, cadence: { fixed: 1m } }\n",
            .configurationUnknownKey,
            ":3 /playbooks/0/cadence/fixed",
            "investigating, identified"
        ),
        Broken(hub + "playbooks:\n  - { name: p, cadence: { identified: 20 } }\n", ":3 /playbooks/0/cadence/identified", "20m"),
        Broken(hub + "playbooks:\n  - { name: p, cadence: { identified: 0m } }\n", ":3 /playbooks/0/cadence/identified", "20m"),
        Broken(hub + "playbooks:\n  - { name: p, approval: { public: legal } }\n", ":3 /playbooks/0/approval/public", "“none”"),
        Broken(hub + "playbooks:\n  - { name: p }\n  - { name: p }\n", ":4 /playbooks/1/name", "There is another playbook “p”."),
        Broken(hub + "access: { bootstrap_token: hunter2 }\n", ":2 /access/bootstrap_token", "env:NAME or file:PATH"),
        Broken(hub + "access: { bootstrap_token: \"env:T\" }\n", .secretMissing, ":2 /access/bootstrap_token", "T before"),
        Broken(hub + "access: { tokn: x }\n", .configurationUnknownKey, ":2 /access/tokn", "bootstrap_token"),
    ]

    @Test(arguments: broken + brokenAudiences)
    func `a mistake is told once, with its line, its place and what to do`(_ broken: Broken) throws {
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
        let file = try ConfigurationFile("hub: { lissen: 1 }\nchannels:\n  - { plugin: email }\naudiences: 4\nextra: 1\n")
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
        #expect(PluginCatalog.stubs.kinds == ["banner", "email", "webhook"])
    }

    private var wrongless: Document { Document(.object([])) }
}
