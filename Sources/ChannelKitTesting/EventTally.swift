// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// A number that tests wait for: events that have happened, or tasks that sleep.
final class EventTally: Sendable {
    private struct State {
        var value = 0
        var nextWaiter = 0
        var waiters: [Int: (target: Int, continuation: CheckedContinuation<Void, Never>)] = [:]

        mutating func takeReady() -> [CheckedContinuation<Void, Never>] {
            let ready = waiters.filter { $0.value.target <= value }
            for number in ready.keys { waiters[number] = nil }
            return ready.values.map(\.continuation)
        }
    }

    private let state = Mutex(State())

    var value: Int { state.withLock { $0.value } }

    /// Sets the number and wakes whom it was waited for by.
    func set(_ value: Int) {
        let ready = state.withLock { state in
            state.value = value
            return state.takeReady()
        }
        for continuation in ready { continuation.resume() }
    }

    func add(_ difference: Int = 1) {
        let ready = state.withLock { state in
            state.value += difference
            return state.takeReady()
        }
        for continuation in ready { continuation.resume() }
    }

    /// Returns true once the number is at least `target`, false when `bound` has passed or the task is cancelled.
    func wait(for target: Int, within bound: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { race in
            race.addTask {
                await self.wait(for: target)
                return self.value >= target
            }
            race.addTask {
                // The bound is real time: it ends a test that would else hang.
                _ = try? await Task.sleep(for: bound)
                return false
            }
            let isReached = await race.next() ?? false
            race.cancelAll()
            return isReached || value >= target
        }
    }

    private func wait(for target: Int) async {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isDone = state.withLock { state in
                    if state.value >= target || Task.isCancelled { return true }
                    state.waiters[number] = (target, continuation)
                    return false
                }
                if isDone { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number)?.continuation }?.resume()
        }
    }
}
