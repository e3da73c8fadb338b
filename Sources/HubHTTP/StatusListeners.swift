// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How many listen to the streams of status pages: so many at the most.
package final class StatusListeners: Sendable {
    /// One listener's place, free again when nobody holds it any more.
    package final class Seat: Sendable {
        private let listeners: StatusListeners

        fileprivate init(_ listeners: StatusListeners) { self.listeners = listeners }

        deinit { listeners.count.withLock { $0 -= 1 } }
    }

    private let capacity: Int
    private let count = Mutex(0)

    package init(capacity: Int) { self.capacity = capacity }

    /// Nil where all are taken.
    package func take() -> Seat? {
        let isFree = count.withLock { count in
            guard count < capacity else { return false }
            count += 1
            return true
        }
        return isFree ? Seat(self) : nil
    }
}
