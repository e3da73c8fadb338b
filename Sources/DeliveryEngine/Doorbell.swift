// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit
import Synchronization

/// Wakes one waiter: at a moment, or as soon as it is rung.
///
/// A ring while nobody waits is remembered.
package final class Doorbell: Sendable {
    private enum State {
        case quiet
        case rung
        case waiting(CheckedContinuation<Void, Never>)
    }

    private let state = Mutex(State.quiet)

    package init() {}

    package func ring() {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard case .waiting(let waiter) = state else {
                state = .rung
                return nil
            }
            state = .quiet
            return waiter
        }
        waiter?.resume()
    }

    /// Returns when rung, or at `deadline`, or when the task is cancelled.
    package func wait(until deadline: Timestamp?, on clock: any HubClock) async {
        guard let deadline else { return await waitForRing() }
        await withTaskGroup { group in
            group.addTask { await self.waitForRing() }
            // The sleep ends early only by cancellation, and then the wait is over too.
            group.addTask { try? await clock.sleep(until: deadline) }
            await group.next()
            group.cancelAll()
        }
    }

    private func waitForRing() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if case .rung = state {
                        state = .quiet
                        return true
                    }
                    if Task.isCancelled { return true }
                    state = .waiting(continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard case .waiting(let waiter) = state else { return nil }
                state = .quiet
                return waiter
            }
            waiter?.resume()
        }
    }
}
