// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Synchronization

/// Runs tasks on the system's threads as usual, and knows when none of them can go on.
///
/// An engine on a clock that stands still has come to rest once whatever it still waits for is the clock's, or the
/// test's, to give. How long that takes depends on the machine; whether it is so does not.
final class RestingExecutor: TaskExecutor {
    private let queue = DispatchQueue(label: "resting", attributes: .concurrent)
    /// Pieces of work that wait for a thread, or have one.
    private let pieces = Atomic(0)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pieces.add(1, ordering: .sequentiallyConsistent)
        queue.async {
            job.runSynchronously(on: self.asUnownedTaskExecutor())
            self.pieces.subtract(1, ordering: .sequentiallyConsistent)
        }
    }

    /// Waits until nothing can go on but the task that asks, which is to be one of its own.
    ///
    /// - Returns: false at the bound, which keeps work without end from holding up the suite.
    @discardableResult
    func rest(within bound: Duration = .seconds(60)) async -> Bool {
        let deadline = ContinuousClock.now + bound
        while pieces.load(ordering: .sequentiallyConsistent) > 1 {
            if ContinuousClock.now >= deadline { return false }
            await Task.yield()
        }
        return true
    }
}
