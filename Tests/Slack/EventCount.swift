// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Numbers events from nought.
final class EventCount: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock { count in
            defer { count += 1 }
            return count
        }
    }
}
