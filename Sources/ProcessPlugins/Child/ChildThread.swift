// SPDX-License-Identifier: Apache-2.0

import CSpawn
import Glibc

/// A thread of a child's own for calls that block, so that none of them holds a thread of the cooperative pool.
enum ChildThread {
    /// Runs `body` on a new detached thread, which takes no signal: a pipe whose reader has gone must not end the hub.
    ///
    /// - Returns: false where the system gave no thread; `body` then never runs.
    static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
                var signals = sigset_t()
                sigfillset(&signals)
                pthread_sigmask(SIG_BLOCK, &signals, nil)
                work.body()
                return nil
            },
            work.toOpaque()
        )
        guard code == 0 else {
            work.release()
            return false
        }
        pthread_detach(thread)
        return true
    }

    private final class Work {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
