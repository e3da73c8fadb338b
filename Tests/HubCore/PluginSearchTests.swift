// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Synchronization
import Testing

/// What `hub.plugins` names becomes part of the configuration.
@Suite struct PluginSearchTests {
    /// Finds a plugin `pager`, described or not.
    private final class StubSearch: PluginSearch {
        let isDescribed: Bool
        let findings: PluginFindings
        let asked = Mutex<(folders: [String], used: Set<String>)>(([], []))
        let settings = Mutex<[String]>([])

        init(isDescribed: Bool = true, findings: PluginFindings = PluginFindings()) {
            self.isDescribed = isDescribed
            self.findings = findings
        }

        func find(in folders: [String], used: Set<String>, for catalog: inout PluginCatalog) -> PluginFindings {
            asked.withLock { $0 = (folders, used) }
            let manifest = ChannelManifest(
                kind: "pager",
                version: "1",
                summary: "Beeps.",
                settings: isDescribed ? [SettingDescription("token", .string, secret: true, "Its token.")] : [],
                retry: RetryPolicy(schedule: [], expires: .seconds(60))
            )
            catalog.register(manifest, takesAnySettings: !isDescribed) { json, services throws(Fault) in
                self.settings.withLock { $0.append(String(decoding: json, as: UTF8.self)) }
                return AnyChannel(
                    try StubChannel<MailKind>(settings: StubSettings(), services: services)
                )
            }
            return findings
        }
    }

    private func load(_ search: StubSearch, settings: String) throws -> Result<HubConfiguration, ConfigurationProblems>
    {
        let file = try ConfigurationFile(
            """
            hub: { plugins: [pagers, /opt/pagers] }
            channels:
              - { name: night, plugin: pager, settings: \(settings) }
              - { name: hooks, plugin: webhook }
            """
        )
        let secrets = StubSecretStore(["env:PAGER": "hunter22"])
        return ConfigurationLoader(path: file.path, plugins: .stubs, search: search, secrets: secrets).load()
    }

    @Test func `a plugin that is found can be named, and is given its settings with secrets resolved`() throws {
        let search = StubSearch()
        let configuration = try load(search, settings: "{ token: \"env:PAGER\" }").get()
        let asked = search.asked.withLock { $0 }
        #expect(asked.used == ["pager", "webhook"])
        #expect(asked.folders.count == 2)
        #expect(asked.folders.first?.hasPrefix("/") == true && asked.folders.first?.hasSuffix("/pagers") == true)
        #expect(asked.folders.last == "/opt/pagers")
        #expect(configuration.plugins.kinds == ["banner", "email", "pager", "web-push", "webhook"])
        let channel = try #require(configuration.channels.first)
        _ = try configuration.plugins.make(channel.plugin, settings: channel.settings, services: .stub())
        #expect(search.settings.withLock { $0 } == [#"{"token":"hunter22"}"#])
    }

    @Test func `settings that a plugin describes are held to it`() throws {
        guard case .failure(let problems) = try load(StubSearch(), settings: "{ tokn: \"env:PAGER\" }") else {
            Issue.record("an unknown key was taken")
            return
        }
        #expect(problems.faults.map(\.code) == [.configurationUnknownKey])
    }

    @Test func `settings of a plugin that nobody could ask are handed over as they stand`() throws {
        let search = StubSearch(isDescribed: false)
        let configuration = try load(search, settings: "{ any: [1, \"env:PAGER\"] }").get()
        let channel = try #require(configuration.channels.first)
        _ = try configuration.plugins.make(channel.plugin, settings: channel.settings, services: .stub())
        #expect(search.settings.withLock { $0 } == [#"{"any":[1,"hunter22"]}"#])
    }

    @Test func `what is wrong with a folder is wrong with the configuration, and what is doubtful is said`() throws {
        let fault = Fault(.configurationInvalid, "Twice.")
        let broken = StubSearch(findings: PluginFindings(faults: [fault]))
        guard case .failure(let problems) = try load(broken, settings: "{}") else {
            Issue.record("a broken plugin was passed over")
            return
        }
        #expect(problems.faults == [fault])
        let notice = Finding("plugin_folder_missing", .warning, "Not there.")
        let doubtful = StubSearch(findings: PluginFindings(notices: [notice]))
        #expect(try load(doubtful, settings: "{}").get().notices.contains(notice))
    }
}
