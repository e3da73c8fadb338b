// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// Numbers that are handed out one after another.
final class Script: Sendable {
    private let rest: Mutex<[Int]>

    init(_ numbers: [Int]) { self.rest = Mutex(numbers) }

    func next() -> Int? { rest.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
}
