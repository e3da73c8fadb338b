// SPDX-License-Identifier: Apache-2.0

package import Announcement
import FoundationEssentials

/// What a plugin's folder says of it: its `plugin.yaml`.
package struct PluginFile: Sendable {
    /// What `test:` says: how the plugin can be tried without harm.
    package struct Sample: Sendable {
        package let settings: JSONValue
        package let destination: String
    }

    /// The absolute path of its folder, which is its working directory.
    package let folder: String
    package let name: String
    package let version: String
    package let command: [String]
    /// What of the hub's environment it is given besides: `NAME`, or `NAME=value`.
    package let environment: [String]
    package let sample: Sample?

    /// Reads `plugin.yaml` in an absolute folder.
    ///
    /// - Throws: ``FaultCode/configurationUnreadable``, ``FaultCode/configurationSyntax``,
    ///   ``FaultCode/configurationUnknownKey`` or ``FaultCode/configurationInvalid``, with the file and line.
    package init(folder: String) throws(Fault) {
        let file = "\(folder)/plugin.yaml"
        guard let content = FileManager.default.contents(atPath: file), content.count <= 1 << 20 else {
            throw Fault(
                .configurationUnreadable,
                "The plugin's description cannot be read.",
                suggestedAction: "A plugin is a folder with a plugin.yaml in it.",
                context: ["where": file]
            )
        }
        var fields = try PluginFields(String(decoding: content, as: UTF8.self), file: file)
        self.folder = folder
        self.name = try fields.text("name") { PluginFile.isName($0) }
        self.version = try fields.text("version") { !$0.isEmpty && $0.utf8.count <= 40 }
        try fields.checkProtocol()
        self.command = try fields.texts("command", isRequired: true)
        self.environment = try fields.texts("environment")
        guard environment.allSatisfy({ PluginFile.isVariable($0) }) else {
            throw fields.fault("environment", "“environment” lists names of variables, or NAME=value.")
        }
        self.sample = try fields.sample()
        try fields.finish()
    }

    /// Its whole environment, as `NAME=value`: PATH, LANG, HOME, and what `environment:` names.
    var childEnvironment: [String] {
        let own = ProcessInfo.processInfo.environment
        var variables = [
            "PATH": own["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
            "LANG": own["LANG"] ?? "C.UTF-8",
            "HOME": folder,
        ]
        for entry in environment {
            if let sign = entry.firstIndex(of: "=") {
                variables[String(entry[..<sign])] = String(entry[entry.index(after: sign)...])
            } else if let value = own[entry] {
                variables[entry] = value
            }
        }
        return variables.map { "\($0.key)=\($0.value)" }.sorted()
    }

    private static func isName(_ text: String) -> Bool { ChannelName(text) != nil }

    private static func isVariable(_ text: String) -> Bool {
        let name = text.prefix { $0 != "=" }
        return name.first.map { $0.isLetter || $0 == "_" } ?? false
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte & 0xDF) || byte == UInt8(ascii: "_")
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            }
    }
}
