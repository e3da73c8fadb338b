// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A thread of our own for calls that block, so that none of them holds a thread of the cooperative pool.
enum WorkerThread {
    /// Runs `body` on a new detached thread.
    ///
    /// The thread takes no SIGPIPE: OpenSSL may write to a socket whose peer has gone, and the signal would end the
    /// process. Threads that libcurl starts from it inherit that.
    ///
    /// - Returns: false where the system gave no thread; `body` then never runs.
    static func start(_ body: sending @escaping () -> Void) -> Bool {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                let work = Unmanaged<Work>.fromOpaque(context).takeRetainedValue()
                var signals = sigset_t()
                sigemptyset(&signals)
                sigaddset(&signals, SIGPIPE)
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
        let body: () -> Void

        init(_ body: @escaping () -> Void) { self.body = body }
    }
}
