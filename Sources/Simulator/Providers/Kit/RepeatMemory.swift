// SPDX-License-Identifier: Apache-2.0

import Announcement
import Synchronization

/// What a provider remembers of keys, or of texts, in order to know a repeat again.
final class RepeatMemory: Sendable {
    private let length: Duration
    private let known = Mutex<[String: (id: String, end: Timestamp)]>([:])

    /// Forgets each after `length`.
    init(for length: Duration) { self.length = length }

    /// The post that was made with `key`; nil where there is none any more.
    func id(for key: String, at now: Timestamp) -> String? {
        known.withLock { known in
            guard let entry = known[key], entry.end > now else { return nil }
            return entry.id
        }
    }

    func keep(_ id: String, for key: String, at now: Timestamp) {
        known.withLock { known in
            if known.count >= 10_000 { known = known.filter { $0.value.end > now } }
            known[key] = (id, now + length)
        }
    }

    func forget() { known.withLock { $0 = [:] } }
}
