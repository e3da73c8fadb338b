// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a plugin says of itself when it is asked to `describe`, checked.
package struct PluginDescription: Sendable {
    /// In which forms the plugin can be given a text.
    package enum Format: String, Hashable, Sendable {
        case text, markdown, html
    }

    package let manifest: ChannelManifest
    /// The one that the hub writes: the first that it names.
    package let format: Format
    /// For the title by itself; nil where the text is to open with the title.
    package let titleLimit: TextLimit?
    package let bodyLimit: TextLimit?
    /// Optional methods that it answers.
    let methods: Set<String>

    /// - Throws: ``FaultCode/configurationInvalid`` saying which part of the answer cannot be used.
    package init(_ answer: JSONValue, of file: PluginFile) throws(Fault) {
        let reader = DescriptionReader(answer, plugin: file.name)
        guard answer["name"]?.text == file.name else {
            throw reader.fault("name", "it does not answer with the name in its plugin.yaml")
        }
        var manifest = PluginDescription.standardManifest(file)
        manifest.version = try reader.text("version") ?? file.version
        manifest.summary = try reader.text("summary") ?? manifest.summary
        manifest.settings = try SettingsSchema(answer["settings"], reader: reader).settings
        let (title, body) = try reader.limits()
        self.titleLimit = title?.limit
        self.bodyLimit = body?.limit
        manifest.limits = [title, body].compactMap { $0?.description }
        let formats = try reader.words("formats", Format.self)
        self.format = formats.first ?? .text
        manifest.capabilities = Set(try reader.words("capabilities", Capability.self))
        self.methods = Set(try reader.texts("methods"))
        manifest.rate = try reader.rate("rate")
        manifest.ratePerDestination = try reader.rate("rate_per_destination")
        manifest.concurrency = try reader.whole("concurrency", in: 1...256) ?? manifest.concurrency
        manifest.retry.schedule = try reader.spans("retry") ?? manifest.retry.schedule
        manifest.retry.expires = try reader.span("expires") ?? manifest.retry.expires
        manifest.attemptTimeout =
            try reader.span("timeout", in: .seconds(1)...(.seconds(300))) ?? manifest.attemptTimeout
        manifest.order = try reader.word("order", DeliveryOrder.self) ?? manifest.order
        manifest.unknownPolicy = try reader.word("unknown", UnknownPolicy.self) ?? manifest.unknownPolicy
        manifest.throttleScope = try reader.word("throttle", ThrottleScope.self) ?? manifest.throttleScope
        if answer["drop_order"] != nil { manifest.dropOrder = try reader.words("drop_order", SectionName.self) }
        self.manifest = manifest
    }

    /// Whether a text written for the one serves the other.
    func writesLike(_ other: PluginDescription) -> Bool {
        format == other.format && manifest.limits == other.manifest.limits
            && manifest.dropOrder == other.manifest.dropOrder
    }

    /// What holds for a plugin that has not described itself, and for what it leaves open.
    package static func standardManifest(_ file: PluginFile) -> ChannelManifest {
        ChannelManifest(
            kind: file.name,
            version: file.version,
            summary: "The process plugin in \(file.folder).",
            settings: [],
            concurrency: 4,
            retry: RetryPolicy(
                schedule: [.seconds(1), .seconds(5), .seconds(30), .seconds(120), .seconds(600)],
                expires: .seconds(86_400)
            ),
            attemptTimeout: .seconds(15)
        )
    }
}
