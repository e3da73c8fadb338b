// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import FoundationEssentials
import HubCore
import Logging
import ProcessPlugins

/// Finds process plugins, and asks those that channels use what they are.
///
/// One that does not answer keeps no hub from starting: its channels are there, and fail until it does.
struct ProcessPluginSearch: PluginSearch {
    let logger: Logger

    func find(in folders: [String], used: Set<String>, for catalog: inout PluginCatalog) -> PluginFindings {
        let found = PluginFolders(folders, taken: Set(catalog.kinds))
        var findings = PluginFindings(faults: found.faults)
        findings.notices = found.missing.map { folder in
            Finding(
                "plugin_folder_missing",
                .warning,
                "There is no folder \(folder): no plugin of it can be used.",
                place: "/hub/plugins",
                suggestion: "Correct hub.plugins, or take the folder out of it."
            )
        }
        for plugin in found.plugins {
            let description = used.contains(plugin.name) ? try? PluginDescription.ask(plugin) : nil
            let manifest = description?.manifest ?? PluginDescription.standardManifest(plugin)
            catalog.register(manifest, takesAnySettings: description == nil) { settings, services throws(Fault) in
                ProcessChannel(
                    plugin,
                    description: description,
                    settings: try Self.settings(settings),
                    services: services,
                    logger: logger
                )
                .adapter
            }
        }
        return findings
    }

    private static func settings(_ json: [UInt8]) throws(Fault) -> JSONValue {
        do {
            return try JSONDecoder().decode(JSONValue.self, from: Data(json))
        } catch {
            throw Fault(.configurationInvalid, "The settings cannot be read.", context: ["where": "/settings"])
        }
    }
}
