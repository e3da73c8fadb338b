// SPDX-License-Identifier: Apache-2.0

import HummingbirdCore
import Synchronization

/// The connections to the hub that are open: so many at the most, and none kept for nothing where it becomes narrow.
///
/// Further connections wait in the system's queue until one ends. From half of the room on, an answer asks for its
/// connection to be closed, so that clients that like to keep theirs cannot fill the house and lock the others out.
final class Visitors: AvailableConnectionsDelegate, Sendable {
    private let capacity: Int
    private let count = Mutex(0)

    init(capacity: Int) { self.capacity = max(1, capacity) }

    func connectionOpened() { count.withLock { $0 += 1 } }

    func connectionClosed() { count.withLock { $0 -= 1 } }

    func isAcceptingNewConnections() -> Bool { count.withLock { $0 < capacity } }

    /// Whether connections had better not be kept.
    var isCrowded: Bool { count.withLock { $0 * 2 > capacity } }
}
