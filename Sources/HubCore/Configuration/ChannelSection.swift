// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// Reads `channels:`, each channel's settings by the description that its plugin gives of them.
struct ChannelSection {
    let plugins: PluginCatalog
    let folder: Folder
    let resolver: ScalarResolver
    let problems: Problems

    func read(_ items: [(document: Document, pointer: String)]) -> [ChannelDeclaration] {
        var channels: [ChannelDeclaration] = []
        for (document, pointer) in items {
            let fields = Fields(document, at: pointer, problems: problems)
            if let channel = read(fields, document, at: pointer) {
                if channels.contains(where: { $0.name == channel.name }) {
                    fields.problem("name", "There is another channel “\(channel.name)”.")
                }
                channels.append(channel)
            }
            fields.finish()
        }
        let names = channels.map(\.name.text)
        for (channel, item) in zip(channels, items) {
            for fallback in channel.fallback where !names.contains(fallback.text) {
                problems.add(
                    .invalid,
                    "There is no channel “\(fallback)” to fall back on.",
                    at: "\(item.pointer)/fallback",
                    line: item.document["fallback"]?.line,
                    suggestion: "Use one of: \(names.joined(separator: ", "))."
                )
            }
        }
        return channels
    }

    private func read(_ fields: Fields, _ document: Document, at pointer: String) -> ChannelDeclaration? {
        let name = fields.parsed("name", "a channel's name", required: true) { ChannelName($0) }
        let manifest = fields.parsed("plugin", "an installed plugin", required: true, choices: plugins.kinds) {
            plugins.manifest(of: $0)
        }
        let settings = fields.value("settings") ?? Document(.object([]), line: document.line)
        let rate = rate(fields.nested("rate"))
        let ratePerDestination = self.rate(fields.nested("per_destination"))
        let concurrency = fields.integer("concurrency", in: 1...1_000)
        let (schedule, expires) = retry(fields.nested("retry"))
        let fallback = fields.parsedList("fallback", "a channel's name") { ChannelName($0) } ?? []
        guard let name, let manifest else { return nil }
        return ChannelDeclaration(
            name: name,
            plugin: manifest.kind,
            settings: prepared(settings, by: manifest, at: "\(pointer)/settings"),
            rate: rate,
            ratePerDestination: ratePerDestination,
            concurrency: concurrency.map { Int($0) },
            retrySchedule: schedule,
            expires: expires,
            fallback: fallback
        )
    }

    /// Settings with references resolved, paths made absolute, and unknown keys reported.
    private func prepared(_ settings: Document, by manifest: ChannelManifest, at pointer: String) -> Document {
        let fields = Fields(settings, at: pointer, problems: problems)
        var entries: [Document.Entry] = []
        for description in manifest.settings {
            guard let value = fields.value(description.key, required: description.isRequired) else { continue }
            entries.append(
                Document.Entry(
                    key: description.key,
                    line: value.line,
                    value: prepared(value, by: description, at: "\(pointer)/\(description.key)")
                )
            )
        }
        fields.finish()
        return Document(.object(entries), line: settings.line)
    }

    private func prepared(_ value: Document, by description: SettingDescription, at pointer: String) -> Document {
        if description.isSecret {
            // Single secrets and lists of them: each a reference.
            if case .list(let items) = value.content {
                for item in items { _ = resolver.secret(item, at: pointer) }
            } else {
                _ = resolver.secret(value, at: pointer)
            }
        }
        let resolved = resolver.resolved(value, at: pointer)
        guard description.type == .path else { return resolved }
        return resolved.mappingStrings { text, _ in folder.absolute(text) }
    }

    private func rate(_ fields: Fields?) -> RateLimit? {
        guard let fields else { return nil }
        let limit = fields.integer("limit", in: 1...1_000_000)
        let period = fields.parsed("per", "second, minute, hour, day or a duration such as 10s") { Self.period($0) }
        let burst = fields.integer("burst", in: 1...1_000_000)
        fields.finish()
        guard let limit else {
            if fields.value("limit") == nil { fields.problem("limit", "“limit” is missing.") }
            return nil
        }
        return RateLimit(Int(limit), per: period ?? .seconds(1), burst: burst.map { Int($0) })
    }

    private static func period(_ text: String) -> Duration? {
        switch text {
        case "second": .seconds(1)
        case "minute": .seconds(60)
        case "hour": .seconds(3_600)
        case "day": .seconds(86_400)
        default: SettingDuration(text)?.value
        }
    }

    private func retry(_ fields: Fields?) -> (schedule: [Duration]?, expires: Duration?) {
        guard let fields else { return (nil, nil) }
        let schedule = fields.parsedList("schedule", "a duration such as 30s") { SettingDuration($0)?.value }
        let expires = fields.parsed("expires", "a duration such as 24h") { SettingDuration($0)?.value }
        fields.finish()
        return (schedule, expires)
    }
}
