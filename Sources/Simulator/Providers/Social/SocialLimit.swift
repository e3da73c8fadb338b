// SPDX-License-Identifier: Apache-2.0

import Announcement

/// A window's limit that knows how long its window is, for providers that have several at once and report the nearest.
struct SocialLimit: Sendable {
    struct Reading: Hashable, Sendable {
        let limit: Int
        let remaining: Int
        let reset: Timestamp
        let isOver: Bool
        /// The length of the window.
        let seconds: Int64
    }

    private let window: WindowLimit
    private let seconds: Int64

    init(_ limit: Int, seconds: Int64) {
        self.window = WindowLimit(limit, every: .seconds(seconds))
        self.seconds = seconds
    }

    private func take(_ cost: Int, _ key: String, _ now: Timestamp) -> Reading {
        let reading = window.take(cost, for: key, at: now)
        return Reading(
            limit: reading.limit,
            remaining: reading.remaining,
            reset: reading.reset,
            isOver: reading.isOver,
            seconds: seconds
        )
    }

    /// Takes from the limits in order, until one is used up.
    ///
    /// - Returns: the one that is used up, or else the one with the least left.
    static func take(_ cost: Int = 1, of limits: [SocialLimit], for key: String, at now: Timestamp) -> Reading {
        var nearest: Reading?
        for limit in limits {
            let reading = limit.take(cost, key, now)
            if reading.isOver { return reading }
            if reading.remaining < nearest?.remaining ?? .max { nearest = reading }
        }
        return nearest ?? Reading(limit: 0, remaining: 0, reset: now, isOver: false, seconds: 0)
    }
}
