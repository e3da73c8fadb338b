// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Whom a message would reach on which channel, and how long that takes.
struct Forecast: Encodable {
    struct Channel: Encodable {
        let channel: ChannelName
        let destinations: Int
        let suppressed: Int
        let lanes: Int
        let seconds: Double
        let bound: SendingTime.Bound
        let attempt: Double
        let isAttemptMeasured: Bool

        private enum CodingKeys: String, CodingKey {
            case channel, destinations, suppressed, lanes
            case seconds = "duration_seconds"
            case bound = "bound_by"
            case attempt = "attempt_seconds"
            case isAttemptMeasured = "attempt_measured"
        }
    }

    /// By name.
    let channels: [Channel]
    /// Whether only a part was looked at, and the rest reckoned from it.
    let isEstimated: Bool
    /// How many of those looked at lack a personal value that the message has a place for and no default.
    let lacking: [String: Int]

    var total: Int { channels.reduce(0) { $0 + $1.destinations } }

    private enum CodingKeys: String, CodingKey {
        case total, channels, suppressed, details
        case isEstimated = "estimated"
        case seconds = "duration_seconds"
    }

    func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(total, forKey: .total)
        let reached = channels.filter { $0.destinations > 0 }
        let counts = reached.map { ($0.channel.text, $0.destinations) }
        try values.encode(Dictionary(uniqueKeysWithValues: counts), forKey: .channels)
        try values.encode(channels.reduce(0) { $0 + $1.suppressed }, forKey: .suppressed)
        // Channels work beside each other; what the hub itself can carry bounds them together.
        let longest = channels.map(\.seconds).max() ?? 0
        try values.encode(Self.rounded(max(longest, Double(total) / SendingTime.hubRate)), forKey: .seconds)
        try values.encode(isEstimated, forKey: .isEstimated)
        try values.encode(channels, forKey: .details)
    }

    /// To a tenth of a second: what is reckoned here is no more exact.
    static func rounded(_ seconds: Double) -> Double { (seconds * 10).rounded() / 10 }
}
