// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import FoundationEssentials
import HubCore
import Incidents
import Testing

/// `Config/belfry.yaml` as it stands.
struct ShippedConfigurationTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()
        .path

    private let configuration: HubConfiguration

    init() throws {
        let path = Self.root + "/Config/belfry.yaml"
        let secrets = StubSecretStore(["env:HOOK_SECRET": "whsec_x", "env:BELFRY_BOOTSTRAP_TOKEN": "first"])
        let result = ConfigurationLoader(path: path, plugins: .stubs, secrets: secrets).load()
        if case .failure(let problems) = result { Issue.record("\(problems.faults)") }
        configuration = try result.get()
    }

    @Test func `the hub's section has the values that the architecture fixes`() {
        let hub = configuration.hub
        #expect(hub.listenHost == "127.0.0.1")
        #expect(hub.listenPort == 8_080)
        #expect(hub.publicURL == "http://127.0.0.1:8080")
        #expect(hub.data == Self.root + "/data")
        #expect(hub.templates == Self.root + "/Templates")
        #expect(hub.environment == .production)
        #expect(hub.locale == .english)
    }

    @Test func `the channels are there with their settings, limits and fallback`() throws {
        #expect(configuration.channels.map(\.name.text) == ["mail", "mail-backup", "partner-hooks", "banner"])
        #expect(configuration.channels.map(\.plugin) == ["email", "email", "webhook", "banner"])
        let mail = try #require(configuration.channels.first)
        #expect(mail.settings.text("server") == "smtp://127.0.0.1:2525")
        #expect(mail.settings.text("from") == "Market Status <status@market.example>")
        #expect(mail.settings.text("security") == "none")
        #expect(mail.rate == RateLimit(200, per: .seconds(1), burst: 200))
        #expect(mail.ratePerDestination == nil)
        #expect(mail.concurrency == 8)
        #expect(mail.retrySchedule == [.seconds(1), .seconds(5), .seconds(30)])
        #expect(mail.expires == .seconds(86_400))
        #expect(mail.fallback == [.sample("mail-backup")])
        #expect(configuration.channels[1].settings.text("server") == "smtp://127.0.0.1:2526")
        #expect(configuration.channels[2].settings["allow_private_networks"]?.content == .boolean(true))
        #expect(configuration.channels[3].settings.text("directory") == Self.root + "/data/banner")
    }

    @Test func `the audience has its four destinations and its file`() throws {
        let buyers = try #require(configuration.audiences.first)
        #expect(configuration.audiences.count == 1)
        #expect(buyers.name.text == "buyers")
        #expect(buyers.file == Self.root + "/Config/audiences/buyers.csv")
        #expect(
            buyers.destinations == [
                Destination(channel: .sample("mail"), address: "ada@example.com", locale: .english, tags: ["vip"]),
                Destination(
                    channel: .sample("mail"),
                    address: "bo@example.com",
                    locale: LocaleTag("de"),
                    fallbacks: [Destination(channel: .sample("partner-hooks"), address: "http://127.0.0.1:9001/bo")]
                ),
                Destination(
                    channel: .sample("partner-hooks"),
                    address: "http://127.0.0.1:9001/hook",
                    secret: SecretReference("env:HOOK_SECRET")
                ),
                Destination(channel: .sample("banner"), address: "checkout"),
            ]
        )
    }

    @Test func `every line of the audience's file is a destination`() throws {
        let path = try #require(configuration.audiences.first?.file)
        let channels = try ChannelDirectory(
            configuration.channels.map { channel in
                let adapter = try PluginCatalog.stubs
                    .make(channel.plugin, settings: channel.settings, services: .stub(channel: channel.name.text))
                return ConfiguredChannel(name: channel.name, adapter: adapter)
            }
        )
        var file = try AudienceFile(path: path, addresses: ChannelAddresses(channels))
        var count = 0
        while let entries = try file.next() {
            for case .setAside(let line) in entries { Issue.record("\(line)") }
            count += entries.count
        }
        #expect(count > 0)
    }

    @Test func `the playbook and the bootstrap token are as written`() throws {
        #expect(
            configuration.playbooks == [
                Playbook(
                    name: .sample("checkout-down"),
                    condition: Playbook.Condition(
                        severities: [.sev1, .sev2],
                        components: [.sample("checkout"), .sample("payments")]
                    ),
                    audiences: [.sample("buyers")],
                    template: .sample("checkout-errors"),
                    cadence: [
                        .investigating: .seconds(1_200), .identified: .seconds(1_800), .monitoring: .seconds(3_600),
                    ]
                )
            ]
        )
        #expect(configuration.bootstrapToken?.reveal() == "first")
    }

    @Test func `without its environment each missing variable is named with its line`() throws {
        let path = Self.root + "/Config/belfry.yaml"
        let result = ConfigurationLoader(path: path, plugins: .stubs, secrets: StubSecretStore()).load()
        guard case .failure(let problems) = result else { return #expect(Bool(false), "it loaded") }
        #expect(problems.faults.map(\.code) == [.secretMissing, .secretMissing])
        #expect(problems.faults.allSatisfy { $0.context["where"]?.contains("belfry.yaml:") == true })
        #expect(
            problems.faults.map(\.suggestedAction) == [
                "Set the environment variable HOOK_SECRET before starting.",
                "Set the environment variable BELFRY_BOOTSTRAP_TOKEN before starting.",
            ]
        )
    }
}
