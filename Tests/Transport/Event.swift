// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Something that happens once, awaited from a test or from a server's thread.
///
/// A test's time limit bounds the wait.
final class Event: Sendable {
    private struct State {
        var hasHappened = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let threads = DispatchSemaphore(value: 0)

    func happen() {
        let waiting = state.withLock { state in
            state.hasHappened = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.resume() }
        threads.signal()
    }

    func happened() async {
        await withCheckedContinuation { waiter in
            let isPast = state.withLock { state in
                if !state.hasHappened { state.waiting.append(waiter) }
                return state.hasHappened
            }
            if isPast { waiter.resume() }
        }
    }

    /// For a server's thread; at most 20 seconds.
    func block() {
        if threads.wait(timeout: .now() + .seconds(20)) == .success { threads.signal() }
    }
}

/// What servers saw, in order.
final class Journal: Sendable {
    private let lines = Mutex<[String]>([])

    func note(_ line: String) { lines.withLock { $0.append(line) } }

    var all: [String] { lines.withLock { $0 } }
}
