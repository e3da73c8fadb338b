// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import FoundationEssentials
import Incidents

/// Reads a configuration file: every mistake in it, not only the first, each with its line and the nearest known name.
package struct ConfigurationLoader {
    private let plugins: PluginCatalog
    private let search: (any PluginSearch)?
    private let secrets: any SecretStore
    private let path: String
    private let problems: Problems

    /// Relative paths in the file start at its folder; `secrets` resolves what it refers to by `env:` and `file:`.
    ///
    /// Without a `search`, what `hub.plugins` names is not looked at.
    package init(
        path: String,
        plugins: PluginCatalog,
        search: (any PluginSearch)? = nil,
        secrets: any SecretStore
    ) {
        self.path = path
        self.plugins = plugins
        self.search = search
        self.secrets = secrets
        self.problems = Problems(.configuration(file: path))
    }

    /// The configuration, or everything that is wrong with it.
    package func load() -> Result<HubConfiguration, ConfigurationProblems> {
        do throws(Fault) {
            let configuration = read(try document())
            guard problems.faults.isEmpty, let configuration else {
                return .failure(ConfigurationProblems(faults: problems.faults))
            }
            return .success(configuration)
        } catch {
            return .failure(ConfigurationProblems(faults: [error]))
        }
    }

    private func document() throws(Fault) -> Document {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw Fault(
                .configurationUnreadable,
                "The configuration file cannot be read.",
                suggestedAction: "Name it with --config FILE.",
                context: ["where": path]
            )
        }
        return try Document.yaml(String(decoding: content, as: UTF8.self), file: path)
    }

    private func read(_ document: Document) -> HubConfiguration? {
        let fields = Fields(document, problems: problems)
        let scalars = ScalarResolver(secrets: secrets, problems: problems)
        let folder = Folder(ofFile: path)
        let hub = HubSection(folder: folder)
            .read(
                fields.value("hub", required: true)
                    .map { Fields(scalars.resolved($0, at: "/hub"), at: "/hub", problems: problems) }
            )
        var plugins = plugins
        let findings = search?.find(in: hub?.plugins ?? [], used: Self.kinds(in: document), for: &plugins)
        for fault in findings?.faults ?? [] { problems.add(fault) }
        let (channels, names) = ChannelSection(
            plugins: plugins,
            folder: folder,
            file: path,
            resolver: scalars,
            problems: problems
        )
        .read(fields.list("channels") ?? [])
        let (audiences, segments) = AudienceSection(
            channels: names,
            locale: hub?.locale ?? .english,
            folder: folder,
            resolver: scalars,
            problems: problems
        )
        .read(fields.list("audiences") ?? [])
        let playbooks = PlaybookSection(audiences: audiences.map(\.name) + segments.map(\.name), problems: problems)
            .read(fields.list("playbooks") ?? [])
        let operators = OperatorSection(channels: names, resolver: scalars, problems: problems)
            .read(fields.list("operators") ?? [])
        let subscriptions = SubscriptionSection(channels: channels, names: names, problems: problems)
            .read(fields.nested("subscriptions"))
        let retention = RetentionSection().read(fields.nested("retention"))
        let bounceMaildir = BounceSection(folder: folder).read(fields.nested("bounces"))
        let access = fields.nested("access")
        let bootstrapToken = access?.value("bootstrap_token")
            .flatMap { scalars.secret($0, at: "/access/bootstrap_token") }
        access?.finish()
        fields.finish()
        guard let hub else { return nil }
        return HubConfiguration(
            hub: hub,
            channels: channels,
            audiences: audiences,
            segments: segments,
            playbooks: playbooks,
            operators: operators,
            subscriptions: subscriptions,
            retention: retention,
            bounceMaildir: bounceMaildir,
            bootstrapToken: bootstrapToken,
            plugins: plugins,
            pluginNotices: findings?.notices ?? []
        )
    }

    /// The kinds that channels name, known or not.
    private static func kinds(in document: Document) -> Set<String> {
        guard case .list(let channels)? = document["channels"]?.content else { return [] }
        return Set(
            channels.compactMap { channel in
                if case .string(let kind)? = channel["plugin"]?.content { kind } else { nil }
            }
        )
    }
}

/// Everything that is wrong with a configuration; never empty.
package struct ConfigurationProblems: Error {
    package let faults: [Fault]
}

/// Where relative paths start.
struct Folder {
    private let path: String

    init(ofFile file: String) {
        let absolute = file.hasPrefix("/") ? file : "\(FileManager.default.currentDirectoryPath)/\(file)"
        self.path = absolute.lastIndex(of: "/").map { String(absolute[..<$0]) } ?? "/"
    }

    /// The absolute path, with `.` and `..` taken out.
    func absolute(_ relative: String) -> String {
        let whole = relative.hasPrefix("/") ? relative : "\(path)/\(relative)"
        var parts: [Substring] = []
        for part in whole.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }
}
