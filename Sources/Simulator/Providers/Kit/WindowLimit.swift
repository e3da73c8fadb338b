// SPDX-License-Identifier: Apache-2.0

import Announcement
import Synchronization

/// A provider's limit as a window: so many requests, or points, within a time that begins with the first of them.
///
/// Knows no clock: requests bring the moment in which they arrived. ``PaceLimit`` is the other kind.
final class WindowLimit: Sendable {
    struct Reading: Hashable, Sendable {
        let limit: Int
        let remaining: Int
        /// When the window ends.
        let reset: Timestamp
        /// Whether this one was over the limit, and so not counted.
        let isOver: Bool
    }

    private struct Window {
        var end: Timestamp
        var used = 0
    }

    /// Past so many, windows that have ended are forgotten.
    private static let mostWindows = 10_000

    private let limit: Int
    private let length: Duration
    private let windows = Mutex<[String: Window]>([:])

    init(_ limit: Int, every length: Duration) {
        self.limit = limit
        self.length = length
    }

    /// Takes `cost` from what `key` has left.
    func take(_ cost: Int = 1, for key: String = "", at now: Timestamp) -> Reading {
        windows.withLock { windows in
            if windows.count > Self.mostWindows { windows = windows.filter { $0.value.end > now } }
            var window = windows[key] ?? Window(end: now + length)
            if window.end <= now { window = Window(end: now + length) }
            let isOver = window.used + cost > limit
            if !isOver { window.used += cost }
            windows[key] = window
            return Reading(limit: limit, remaining: max(0, limit - window.used), reset: window.end, isOver: isOver)
        }
    }
}
