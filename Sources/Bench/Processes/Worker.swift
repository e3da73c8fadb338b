// SPDX-License-Identifier: Apache-2.0

import Glibc
import Synchronization

/// A thread of our own, for work that blocks.
final class Worker: Sendable {
    private let thread: pthread_t
    private let isJoined = Atomic(false)

    /// Starts `body` on a new thread.
    init(_ body: @escaping @Sendable () -> Void) throws {
        let work = Unmanaged.passRetained(Work(body))
        var thread = pthread_t()
        let code = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().body()
                return nil
            },
            work.toOpaque()
        )
        guard code == 0 else {
            work.release()
            throw NotMeasured("The system gives no more threads.")
        }
        self.thread = thread
    }

    /// Waits for its end.
    func join() {
        guard !isJoined.exchange(true, ordering: .relaxed) else { return }
        pthread_join(thread, nil)
    }

    /// Runs `body` on so many threads at once, and waits for all of them.
    static func crew(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) throws {
        var workers: [Worker] = []
        defer { for worker in workers { worker.join() } }
        for index in 0..<count { workers.append(try Worker { body(index) }) }
    }

    private final class Work: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
}
