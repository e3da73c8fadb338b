// SPDX-License-Identifier: Apache-2.0

package import Announcement
import FoundationEssentials

/// The plugins that stand in the folders which a configuration names.
package struct PluginFolders: Sendable {
    package private(set) var plugins: [PluginFile] = []
    /// What is wrong with the others.
    package private(set) var faults: [Fault] = []
    /// Folders that are not there.
    package private(set) var missing: [String] = []

    /// Looks one level deep into each folder: whatever holds a `plugin.yaml` is a plugin.
    ///
    /// - Parameters:
    ///   - folders: absolute paths.
    ///   - taken: names that a plugin may not have, since adapters that are built in have them.
    package init(_ folders: [String], taken: Set<String>) {
        var places: [String: String] = [:]
        for folder in folders {
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
                missing.append(folder)
                continue
            }
            for name in names.sorted() {
                let place = "\(folder)/\(name)"
                guard FileManager.default.fileExists(atPath: "\(place)/plugin.yaml") else { continue }
                do throws(Fault) {
                    let plugin = try PluginFile(folder: place)
                    if taken.contains(plugin.name) {
                        throw PluginFolders.duplicate(plugin, "An adapter that is built in")
                    }
                    if let other = places[plugin.name] { throw PluginFolders.duplicate(plugin, "The one in \(other)") }
                    places[plugin.name] = place
                    plugins.append(plugin)
                } catch {
                    faults.append(error)
                }
            }
        }
    }

    private static func duplicate(_ plugin: PluginFile, _ other: String) -> Fault {
        Fault(
            .configurationInvalid,
            "\(other) is called “\(plugin.name)” already.",
            suggestedAction: "Give the plugin another name, or take its folder away.",
            context: ["where": "\(plugin.folder)/plugin.yaml"]
        )
    }
}
