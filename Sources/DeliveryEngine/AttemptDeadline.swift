// SPDX-License-Identifier: Apache-2.0

import ChannelKit
import Synchronization

/// How long the attempt that a worker is making may take; one watcher serves all its attempts, one after the other.
///
/// Spans, not moments, so that a wall clock that is set forward cuts nothing off. An attempt that begins while the
/// watcher sleeps is given its whole time from the next wake-up on: it is cut off after its time at the earliest, after
/// twice that at the latest. Adapters keep their own time-outs; this is the net below them.
final class AttemptDeadline: Sendable {
    private struct State {
        var span: Duration
        /// Which attempt of the worker it is; nought before the first.
        var number = 0
        /// The first attempt may not have begun yet, and is watched all the same.
        var isUnderWay = true
        var hasPassed = false
    }

    private let state: Mutex<State>

    init(_ span: Duration) { state = Mutex(State(span: span)) }

    /// Whether the latest attempt was cut off.
    var hasPassed: Bool { state.withLock { $0.hasPassed } }

    /// Has the next attempt begin.
    func begin(_ span: Duration) {
        state.withLock { state in
            state.span = span
            state.number += 1
            state.isUnderWay = true
        }
    }

    /// Has no attempt be under way until the next one begins.
    func end() { state.withLock { $0.isUnderWay = false } }

    /// Returns when an attempt has had its time, or when the task is cancelled.
    func watch(on clock: any HubClock) async {
        while true {
            let (span, number) = state.withLock { ($0.span, max(1, $0.number)) }
            do {
                try await clock.sleep(for: span)
            } catch {
                return
            }
            let isOver = state.withLock { state in
                state.hasPassed = state.isUnderWay && state.number == number
                return state.hasPassed
            }
            if isOver { return }
        }
    }
}
