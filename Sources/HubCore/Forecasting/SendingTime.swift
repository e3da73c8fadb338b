// SPDX-License-Identifier: Apache-2.0

import Announcement
package import ChannelKit

/// How long a channel takes for so many deliveries, by its limits.
///
/// The longest of these, and one attempt's time for the last answer:
///
/// - by the channel's rate: (deliveries − burst) × period ÷ limit;
/// - by the rate of a lane: the same for the lane with the most;
/// - by the concurrency of a lane: its deliveries × an attempt's time ÷ attempts at once;
/// - by the hub itself: all deliveries ÷ ``hubRate``.
///
/// Before a channel has been at work nobody knows what an attempt takes. A configured rate then speaks for itself, since
/// it was chosen for what the provider bears; without one ``assumedAttempt`` stands in.
///
/// Retries, pauses that providers ask for, and what waits already are not reckoned with.
package struct SendingTime: Hashable, Sendable {
    /// What decides how long it takes.
    package enum Bound: String, Codable, Hashable, Sendable {
        case channelRate = "channel_rate"
        case laneRate = "lane_rate"
        case concurrency
        case hub
    }

    /// Deliveries a second that a hub carries on two cores, every attempt durable: what mail, the slower, was measured at.
    package static let hubRate = 10_000.0
    /// What an attempt takes where none has been measured yet.
    package static let assumedAttempt = Duration.milliseconds(100)

    /// What a channel is bound by.
    package struct Limits: Hashable, Sendable {
        package var rate: RateLimit?
        package var ratePerLane: RateLimit?
        package var concurrency: Int

        package init(rate: RateLimit? = nil, ratePerLane: RateLimit? = nil, concurrency: Int) {
            self.rate = rate
            self.ratePerLane = ratePerLane
            self.concurrency = concurrency
        }

        fileprivate var haveRate: Bool { rate != nil || ratePerLane != nil }
    }

    package let seconds: Double
    package let bound: Bound

    /// - Parameters:
    ///   - deliveries: on the channel altogether.
    ///   - largestLane: how many of them fall to the lane with the most.
    ///   - limits: the channel's.
    ///   - measured: how long one attempt takes; nil where none is known.
    package init(deliveries: Double, largestLane: Double, limits: Limits, measured: Duration?) {
        let attempt = (measured ?? Self.assumedAttempt).seconds
        var candidates: [(Double, Bound)] = [(deliveries / Self.hubRate, .hub)]
        if let rate = limits.rate { candidates.append((Self.seconds(deliveries, rate), .channelRate)) }
        if let rate = limits.ratePerLane { candidates.append((Self.seconds(largestLane, rate), .laneRate)) }
        if measured != nil || !limits.haveRate {
            candidates.append((largestLane * attempt / Double(max(1, limits.concurrency)), .concurrency))
        }
        var longest = candidates[0]
        for candidate in candidates where candidate.0 > longest.0 { longest = candidate }
        self.seconds = deliveries > 0 ? longest.0 + attempt : 0
        self.bound = longest.1
    }

    private static func seconds(_ count: Double, _ rate: RateLimit) -> Double {
        max(0, count - Double(rate.burst)) * rate.period.seconds / Double(max(1, rate.limit))
    }
}
