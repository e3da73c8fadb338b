// SPDX-License-Identifier: Apache-2.0

/// Whether the write-ahead log may still hold what was erased, and whether it is time to empty it.
///
/// What is erased is overwritten in the file, but the log keeps pages as they were until it is emptied. A reading that
/// goes on holds that up: then it is tried again when somebody reminds of it, and not with every commit.
struct ErasedTraces {
    /// An earlier run may have left some behind.
    private var mayBeLeft = true
    private(set) var isDue = false

    mutating func erased() {
        mayBeLeft = true
        isDue = true
    }

    mutating func remind() { isDue = mayBeLeft }

    /// Takes note of a try, and of whether the log is empty now.
    mutating func tried(isEmpty: Bool) {
        isDue = false
        if isEmpty { mayBeLeft = false }
    }
}
