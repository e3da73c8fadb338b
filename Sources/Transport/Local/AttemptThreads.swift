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
        if queue.withLock({ $0.add(job, at: now) }) { bell.signal() }
    }

    /// A thread's whole life.
    private func work() {
        let executor = asUnownedTaskExecutor()
        queue.withLock { $0.join() }
        var isRested = true
        while true {
            let now = Self.now
            let (job, wakesAnother) = queue.withLock { [isRested] in $0.take(at: now, isRested: isRested) }
            if wakesAnother { bell.signal() }
            guard let job else {
                bell.wait()
                isRested = true
                continue
            }
            isRested = false
            job.runSynchronously(on: executor)
        }
    }

    /// A clock's nanoseconds, which only ever grow.
    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }
}
