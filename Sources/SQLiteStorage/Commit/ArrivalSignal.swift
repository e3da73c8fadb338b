// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Wakes the writer out of a moment's wait, which is measured by the monotonic clock.
///
/// A dispatch semaphore would wait by the wall clock on Linux, and for an hour where that is set back by one meanwhile.
/// The pointers are made once, never changed and freed with the object; what they point at is made to be shared.
final class ArrivalSignal: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let isRung = UnsafeMutablePointer<Bool>.allocate(capacity: 1)

    init() {
        pthread_mutex_init(mutex, nil)
        var attributes = pthread_condattr_t()
        pthread_condattr_init(&attributes)
        pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
        pthread_cond_init(condition, &attributes)
        pthread_condattr_destroy(&attributes)
        isRung.initialize(to: false)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
        condition.deallocate()
        isRung.deallocate()
    }

    /// Ends the wait, or the next one where nobody waits.
    func ring() {
        pthread_mutex_lock(mutex)
        isRung.pointee = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    /// Returns when rung, or after `milliseconds`, at most 999.
    func wait(milliseconds: Int) {
        var deadline = timespec()
        clock_gettime(CLOCK_MONOTONIC, &deadline)
        deadline.tv_nsec += milliseconds * 1_000_000
        if deadline.tv_nsec >= 1_000_000_000 {
            deadline.tv_nsec -= 1_000_000_000
            deadline.tv_sec += 1
        }
        pthread_mutex_lock(mutex)
        while !isRung.pointee {
            if pthread_cond_timedwait(condition, mutex, &deadline) != 0 { break }
        }
        isRung.pointee = false
        pthread_mutex_unlock(mutex)
    }
}
