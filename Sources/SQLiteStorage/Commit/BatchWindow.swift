// SPDX-License-Identifier: Apache-2.0

/// Decides whether a batch of writes is worth a moment's wait for more.
///
/// A lone writer commits at once. Where the last batch held several, their authors are about to be back with the next
/// write: waiting for as many again saves a commit for each.
struct BatchWindow {
    /// At most this many writes share a commit.
    static let limit = 256

    static let linger: Duration = .milliseconds(2)

    private(set) var lastCount = 0

    /// How many writes to wait for, where `waiting` are there; nil to commit at once.
    func target(waiting: Int) -> Int? {
        let target = min(lastCount, BatchWindow.limit)
        return lastCount > 1 && waiting < target ? target : nil
    }

    mutating func committed(_ count: Int) { lastCount = count }
}
