// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import DeliveryEngine

/// Reads `channels:`, each channel's settings by the description that its plugin gives of them.
struct ChannelSection {
    let plugins: PluginCatalog
    let folder: Folder
    /// The configuration's own, for whoever is told of a mistake later.
    let file: String
    let resolver: ScalarResolver
    let problems: Problems

    /// - Returns: the channels, and the names of all that are declared, those with a mistake included: what refers to
    ///   one of them is not wrong for that.
    func read(
        _ items: [(document: Document, pointer: String)]
    ) -> (channels: [ChannelDeclaration], names: Set<ChannelName>) {
        var channels: [ChannelDeclaration] = []
        var names: Set<ChannelName> = []
        let known = items.compactMap { item in
            if case .string(let text)? = item.document["name"]?.content { text } else { nil }
        }
        for (document, pointer) in items {
            let fields = Fields(document, at: pointer, problems: problems)
            let name = fields.parsed("name", "a channel's name", required: true) { ChannelName($0) }
            if let name, !names.insert(name).inserted {
                fields.problem("name", "There is another channel “\(name)”.")
            }
            if let channel = read(fields, name, document, known: known, at: pointer) { channels.append(channel) }
            fields.finish()
        }
        return (channels, names)
    }

    private func read(
        _ fields: Fields,
        _ name: ChannelName?,
        _ document: Document,
        known: [String],
        at pointer: String
    ) -> ChannelDeclaration? {
        let manifest = fields.parsed("plugin", "an installed plugin", required: true, choices: plugins.kinds) {
            plugins.manifest(of: $0)
        }
        let given = fields.value("settings") ?? Document(.object([]), line: document.line)
        let section = SettingsSection(folder: folder, resolver: resolver, problems: problems)
        let settings = manifest.map { manifest in
            plugins.takesAnySettings(manifest.kind)
                ? section.read(given, at: "\(pointer)/settings")
                : section.read(given, by: manifest, at: "\(pointer)/settings")
        }
        let rate = rate(fields.nested("rate"))
        let ratePerLane = self.rate(fields.nested("per_lane"))
        let ratePerDestination = self.rate(fields.nested("per_destination"))
        let concurrency = fields.integer("concurrency", in: 1...1_000)
        let (schedule, expires) = retry(fields.nested("retry"))
        let fallback = fallback(fields, of: name, known: known)
        let patience = patience(fields.nested("failover"))
        guard let name, let manifest, let settings else { return nil }
        return ChannelDeclaration(
            name: name,
            plugin: manifest.kind,
            settings: settings,
            origin: SettingsOrigin(
                given,
                manifest: plugins.takesAnySettings(manifest.kind) ? nil : manifest,
                folder: folder,
                file: file,
                pointer: "\(pointer)/settings"
            ),
            rate: rate,
            ratePerLane: ratePerLane,
            ratePerDestination: ratePerDestination,
            concurrency: concurrency.map { Int($0) },
            retrySchedule: schedule,
            expires: expires,
            fallback: fallback,
            patience: patience
        )
    }

    /// The channels that stand in: configured, not the channel itself, and each once.
    private func fallback(_ fields: Fields, of name: ChannelName?, known: [String]) -> [ChannelName] {
        let names =
            fields.parsedList("fallback", "a configured channel", choices: known) {
                known.contains($0) ? ChannelName($0) : nil
            } ?? []
        if let name, names.contains(name) {
            fields.problem("fallback", "Channel “\(name)” cannot stand in for itself.")
        }
        if Set(names).count < names.count {
            fields.problem("fallback", "A channel is named more than once.")
        }
        return names
    }

    /// When to turn to another address.
    private func patience(_ fields: Fields?) -> Patience {
        var patience = Patience()
        guard let fields else { return patience }
        if let wait = fields.parsed("after", "a duration such as 120s", Self.span) { patience.wait = wait }
        let criticalWait = fields.parsed("critical_after", "a duration such as 30s", Self.span)
        if let criticalWait, criticalWait > patience.wait {
            fields.problem("critical_after", "A critical message would wait longer than any other.")
        }
        patience.criticalWait = criticalWait ?? min(patience.criticalWait, patience.wait)
        if let failures = fields.integer("failures", in: 1...100) { patience.failures = Int(failures) }
        fields.finish()
        return patience
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
        default: span(text)
        }
    }

    /// A duration that is not nothing.
    private static func span(_ text: String) -> Duration? {
        SettingDuration(text).flatMap { $0.value > .zero ? $0.value : nil }
    }

    private func retry(_ fields: Fields?) -> (schedule: [Duration]?, expires: Duration?) {
        guard let fields else { return (nil, nil) }
        let schedule = fields.parsedList("schedule", "a duration such as 30s") { SettingDuration($0)?.value }
        let expires = fields.parsed("expires", "a duration such as 24h") { Self.span($0) }
        fields.finish()
        return (schedule, expires)
    }
}
