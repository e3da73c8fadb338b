// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Glibc
import Synchronization

/// The threads that attempts are made on: one for each processor, of which no more are awake than the work needs.
///
/// The system's own pool wakes a thread for every few answers that come, and lets it sleep again a moment later. Where
/// an attempt is a matter of microseconds, as most are, that costs more than a second thread is worth.
///
/// Lives as long as the program.
package final class AttemptThreads: TaskExecutor {
    private let queue = Mutex(JobQueue<UnownedJob>())
    private let bell = DispatchSemaphore(value: 0)

    /// Nil where the system gives not a single thread.
    package init?(width: Int = sysconf(Int32(_SC_NPROCESSORS_ONLN))) {
        var threads = 0
        for _ in 0..<max(1, width) where WorkerThread.start({ [self] in work() }) { threads += 1 }
        guard threads > 0 else { return nil }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let now = Self.now
        wake(queue.withLock { $0.add(job, at: now) })
    }

    /// A thread's whole life.
    private func work() {
        let executor = asUnownedTaskExecutor()
        queue.withLock { $0.join() }
        var step = queue.withLock { $0.step(at: Self.now, isRested: true) }
        while true {
            switch step {
            case .run(let job, let waking):
                wake(waking)
                job.runSynchronously(on: executor)
                step = queue.withLock { $0.step(at: Self.now) }
            case .sleep:
                bell.wait()
                step = queue.withLock { $0.step(at: Self.now, isRested: true) }
            case .watch:
                // Which goes by the monotonic clock; where a signal ends it early, it looks early.
                var pause = timespec(tv_sec: 0, tv_nsec: Int(JobQueue<UnownedJob>.watch))
                nanosleep(&pause, nil)
                step = queue.withLock { $0.look(at: Self.now) }
            }
        }
    }

    private func wake(_ count: Int) { for _ in 0..<count { bell.signal() } }

    /// A clock's nanoseconds, which only ever grow.
    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }
}
