// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Wakes sleeping threads, one for each ring; a ring while nobody sleeps is kept for the next.
///
/// Waits by the monotonic clock: a dispatch semaphore would wait by the wall clock on Linux, and for an hour where that
/// is set back by one meanwhile. The pointer is made once, never changed and freed with the object; what it points at is
/// made to be shared.
package final class ThreadAlarm: @unchecked Sendable {
    private let semaphore = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    package init() { sem_init(semaphore, 0, 0) }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    package func ring() { sem_post(semaphore) }

    /// Sleeps until it rings, at most so many nanoseconds, for as long as it takes where nil.
    ///
    /// - Returns: whether it rang.
    package func wait(_ nanoseconds: UInt64? = nil) -> Bool {
        guard let nanoseconds else {
            while sem_wait(semaphore) != 0 {}
            return true
        }
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        let end = UInt64(deadline.tv_nsec) + nanoseconds
        deadline.tv_sec += Int(end / 1_000_000_000)
        deadline.tv_nsec = Int(end % 1_000_000_000)
        while sem_clockwait(semaphore, CLOCK_MONOTONIC, &deadline) != 0 { if errno != EINTR { return false } }
        return true
    }
}
