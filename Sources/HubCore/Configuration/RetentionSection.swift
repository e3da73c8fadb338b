// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Outbox

/// Reads `retention:`.
struct RetentionSection {
    private static let shortest = Duration.seconds(3_600)
    /// The longest period of a rate that goes on from them, and the hours that it begins and ends in.
    private static let shortestStatistics = Duration.seconds(2 * 86_400)

    func read(_ fields: Fields?) -> Retention {
        var retention = Retention()
        guard let fields else { return retention }
        if let span = span("messages", fields) { retention.messages = span }
        let attempts = span("attempts", fields)
        if let attempts, attempts > retention.messages {
            fields.problem("attempts", "Attempts would be kept longer than the messages they belong to.")
        }
        retention.attempts = attempts ?? min(retention.attempts, retention.messages)
        if let span = span("statistics", fields) {
            retention.statistics = span
            if span < Self.shortestStatistics {
                fields.problem(
                    "statistics",
                    "Keep them for two days at least: limits of a day go on from them at a start."
                )
            }
        }
        fields.finish()
        return retention
    }

    private func span(_ key: String, _ fields: Fields) -> Duration? {
        fields.parsed(key, "a duration of at least an hour, such as 14d") { text in
            SettingDuration(text).flatMap { $0.value >= Self.shortest ? $0.value : nil }
        }
    }
}
