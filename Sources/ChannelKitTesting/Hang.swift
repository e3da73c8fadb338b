// SPDX-License-Identifier: Apache-2.0

import Announcement

/// A wait for nothing, as a provider makes one wait that never answers.
final class Hang: Sendable {
    /// How many have begun to wait.
    let started = EventTally()
    private let released = EventTally()

    /// Returns when the task is cancelled, or all are let go; not before.
    func wait() async -> Fault {
        started.add()
        while !Task.isCancelled, released.value == 0 { _ = await released.wait(for: 1, within: .seconds(60)) }
        return Fault(.cancelled, "The attempt was cancelled.")
    }

    /// Lets everyone go.
    func release() { released.add() }

    /// What a scripted error is to the code under test.
    static func fault(for error: any Error) -> Fault {
        switch error {
        case let fault as Fault: fault
        case is CancellationError: Fault(.cancelled, "The attempt was cancelled.")
        default: Fault(.internalError, "The test's script failed.")
        }
    }
}
