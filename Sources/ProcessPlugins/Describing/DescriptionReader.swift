// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit

/// Reads the parts of a plugin's description; what it does not know is left alone, so that the protocol can grow.
struct DescriptionReader {
    /// A limit for the hub and as it is shown.
    struct Limit {
        let limit: TextLimit
        let description: LimitDescription
    }

    private let answer: JSONValue
    private let plugin: String

    init(_ answer: JSONValue, plugin: String) {
        self.answer = answer
        self.plugin = plugin
    }

    func fault(_ key: String, _ reason: String) -> Fault {
        Fault(
            .configurationInvalid,
            "Plugin “\(plugin)” describes itself wrongly: \(reason).",
            suggestedAction: "Try it with belfry channels test --plugin DIR.",
            context: ["where": "describe: /\(key)"]
        )
    }

    func text(_ key: String) throws(Fault) -> String? {
        guard let value = answer[key] else { return nil }
        guard let text = value.text else { throw fault(key, "“\(key)” must be a text") }
        return String(text.prefix(200))
    }

    func texts(_ key: String) throws(Fault) -> [String] {
        guard let value = answer[key] else { return [] }
        guard let items = value.items, items.allSatisfy({ $0.text != nil }) else {
            throw fault(key, "“\(key)” must be a list of texts")
        }
        return items.compactMap(\.text)
    }

    func word<Word: RawRepresentable<String>>(_ key: String, _ type: Word.Type) throws(Fault) -> Word? {
        guard let text = try text(key) else { return nil }
        guard let word = Word(rawValue: text) else { throw fault(key, "“\(text)” is not known for “\(key)”") }
        return word
    }

    func words<Word: RawRepresentable<String>>(_ key: String, _ type: Word.Type) throws(Fault) -> [Word] {
        var words: [Word] = []
        for text in try texts(key) {
            guard let word = Word(rawValue: text) else { throw fault(key, "“\(text)” is not known for “\(key)”") }
            words.append(word)
        }
        return words
    }

    func whole(_ key: String, in range: ClosedRange<Int64>) throws(Fault) -> Int? {
        guard let value = answer[key] else { return nil }
        guard let number = value.whole, range.contains(number) else {
            throw fault(key, "“\(key)” must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return Int(number)
    }

    func span(
        _ key: String,
        in range: ClosedRange<Duration> = .milliseconds(1)...(.seconds(86_400 * 365))
    ) throws(Fault) -> Duration? {
        guard let text = try text(key) else { return nil }
        guard let span = SettingDuration(text)?.value, range.contains(span) else {
            throw fault(key, "“\(key)” must be a duration such as 15s")
        }
        return span
    }

    func spans(_ key: String) throws(Fault) -> [Duration]? {
        guard answer[key] != nil else { return nil }
        let texts = try texts(key)
        let spans = texts.compactMap { SettingDuration($0)?.value }
        guard spans.count == texts.count, spans.count <= 50 else {
            throw fault(key, "“\(key)” must be a list of durations such as 15s")
        }
        return spans
    }

    /// Reads `{"limit": 1, "per": "1s", "burst": 5}`.
    func rate(_ key: String) throws(Fault) -> RateLimit? {
        guard let value = answer[key] else { return nil }
        let numbers = Int64(1)...1_000_000
        guard
            let limit = value["limit"]?.whole, numbers.contains(limit),
            let period = value["per"]?.text.flatMap({ SettingDuration($0)?.value }), period > .zero,
            value["burst"] == nil || value["burst"]?.whole.map(numbers.contains) == true
        else { throw fault(key, "“\(key)” must hold “limit”, “per” such as 1s, and perhaps “burst”") }
        return RateLimit(Int(limit), per: period, burst: value["burst"]?.whole.map { Int($0) })
    }

    /// The limits of `title` and `body`.
    func limits() throws(Fault) -> (title: Limit?, body: Limit?) {
        guard let limits = answer["limits"] else { return (nil, nil) }
        guard let parts = limits.entries?.keys, parts.allSatisfy({ ["title", "body"].contains($0) }) else {
            throw fault("limits", "only “title” and “body” can have limits")
        }
        return (try limit("title", in: limits), try limit("body", in: limits))
    }

    private func limit(_ part: String, in limits: JSONValue) throws(Fault) -> Limit? {
        guard let value = limits[part] else { return nil }
        guard
            let most = value["max"]?.whole, (1...10_000_000).contains(most),
            let unit = value["unit"]?.text, let counted = TextUnit(named: unit)
        else {
            throw fault(
                "limits/\(part)",
                "a limit holds “max” and a “unit” out of bytes, utf16, code_points and characters"
            )
        }
        return Limit(
            limit: TextLimit(Int(most), counted),
            description: LimitDescription(part, max: Int(most), unit: unit)
        )
    }
}
