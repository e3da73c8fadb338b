// SPDX-License-Identifier: Apache-2.0

/// A channel that leads to a stand-in on this machine, with the readers that it serves there.
struct StandInChannel: Sendable {
    /// A setting's value as the configuration file says it.
    enum Value: Sendable {
        case text(String)
        case flag(Bool)
        /// Kept in a file of this name, which the setting points to.
        case secret(String)
    }

    /// Settings in the order in which they are written.
    struct Settings: Sendable, ExpressibleByDictionaryLiteral {
        var pairs: [(key: String, value: Value)]

        init(dictionaryLiteral elements: (String, Value)...) {
            self.pairs = elements.map { (key: $0.0, value: $0.1) }
        }
    }

    struct Reader: Sendable {
        let address: String
        var locale: String?
        /// The name of the file that its secret is kept in.
        var secret: String?
    }

    let name: String
    let plugin: String
    let settings: Settings
    let readers: [Reader]
    /// The pauses between attempts, where they are not the plugin's own.
    var retry: String?
    /// Whether the stand-in takes more than the provider, whose usual limits would spread a short story over a day.
    var isQuick: Bool

    init(
        _ name: String,
        plugin: String? = nil,
        _ settings: Settings,
        to readers: Reader...,
        retry: String? = nil,
        isQuick: Bool = false
    ) {
        self.name = name
        self.plugin = plugin ?? name
        self.settings = settings
        self.readers = readers
        self.retry = retry
        self.isQuick = isQuick
    }
}

extension StandInChannel {
    /// The channel as an entry of `channels:`.
    var configuration: String {
        let settings = settings.pairs.map { "\($0.key): \($0.value.text)" }.joined(separator: ", ")
        var lines = ["  - name: \(name)", "    plugin: \(plugin)", "    settings: { \(settings) }"]
        if let retry { lines.append("    retry: { schedule: \(retry), expires: 24h }") }
        if isQuick { lines.append("    rate: { limit: 20, per: second, burst: 20 }") }
        return lines.joined(separator: "\n")
    }

    /// Its readers as entries of an audience's `destinations:`.
    var destinations: [String] {
        readers.map { reader in
            let locale = reader.locale.map { ", locale: \($0)" } ?? ""
            let secret = reader.secret.map { ", secret: \(Value.secret($0).text)" } ?? ""
            return "      - { channel: \(name), to: \(Value.quoted(reader.address))\(locale)\(secret) }"
        }
    }
}

extension StandInChannel.Value {
    fileprivate var text: String {
        switch self {
        case .text(let text): Self.quoted(text)
        case .flag(let flag): flag ? "true" : "false"
        case .secret(let name): Self.quoted("file:secrets/\(name)")
        }
    }

    /// As YAML has it between quotation marks; the values are addresses and identifiers of ours.
    fileprivate static func quoted(_ text: String) -> String {
        let escaped = text.map { $0 == "\\" || $0 == "\"" ? "\\\($0)" : String($0) }.joined()
        return "\"\(escaped)\""
    }
}

extension StandInChannel.Value: ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral {
    init(stringLiteral value: String) { self = .text(value) }
    init(booleanLiteral value: Bool) { self = .flag(value) }
}
