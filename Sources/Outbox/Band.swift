// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// A kind of work within a lane: how urgent it is, and whether it has failed before.
///
/// New work and retries of one priority are kept apart, so that neither can block the other.
package struct Band: Hashable, Sendable, Comparable, CaseIterable {
    package let priority: Priority
    package let isRetry: Bool

    package init(_ priority: Priority, isRetry: Bool = false) {
        self.priority = priority
        self.isRetry = isRetry
    }

    /// From 0, the most urgent; new work before retries of the same priority.
    ///
    /// The numbers are part of the stores' formats and never change their meaning.
    package var rawValue: Int { priority.rawValue * 2 + (isRetry ? 1 : 0) }

    package init?(rawValue: Int) {
        guard rawValue >= 0, let priority = Priority(rawValue: rawValue / 2) else { return nil }
        self.init(priority, isRetry: rawValue % 2 == 1)
    }

    package static func < (left: Band, right: Band) -> Bool { left.rawValue < right.rawValue }

    package static let allCases: [Band] = Priority.allCases.flatMap { [Band($0), Band($0, isRetry: true)] }
}

/// When a band of a lane next has something to do.
package struct BandStatus: Hashable, Sendable {
    package let band: Band
    /// When its earliest delivery is due, past or future.
    package let due: Timestamp

    package init(_ band: Band, due: Timestamp) {
        self.band = band
        self.due = due
    }
}
