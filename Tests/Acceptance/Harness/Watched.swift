// SPDX-License-Identifier: Apache-2.0

import Announcement
import Synchronization
import Transport

/// A value that changes, and those who wait for it to be as they want it.
final class Watched<Value: Sendable>: Sendable {
    private struct State {
        var value: Value
        var watchers: [Int: AsyncStream<Void>.Continuation] = [:]
        var lastWatcher = 0
    }

    private let state: Mutex<State>

    init(_ value: Value) { self.state = Mutex(State(value: value)) }

    var value: Value { state.withLock { $0.value } }

    func change(_ change: (inout Value) -> Void) {
        let watchers = state.withLock { state in
            change(&state.value)
            return Array(state.watchers.values)
        }
        for watcher in watchers { watcher.yield() }
    }

    /// Waits until `pick` finds what it looks for; nil where the bound comes first.
    func first<Found: Sendable>(
        within bound: Duration,
        _ pick: @escaping @Sendable (Value) -> Found?
    ) async -> Found? {
        await withTaskGroup(of: Void.self) { race in
            race.addTask {
                for await _ in self.changes() where pick(self.value) != nil { return }
            }
            race.addTask {
                let clock = SystemClock()
                // Ends early only where nobody waits for it any more.
                try? await clock.sleep(until: clock.now + bound)
            }
            await race.next()
            race.cancelAll()
        }
        return pick(value)
    }

    /// One element at once, and one after every change.
    private func changes() -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let watcher = state.withLock { state in
            state.lastWatcher += 1
            state.watchers[state.lastWatcher] = continuation
            return state.lastWatcher
        }
        continuation.onTermination = { [weak self] _ in
            _ = self?.state.withLock { $0.watchers.removeValue(forKey: watcher) }
        }
        continuation.yield()
        return stream
    }
}
