// SPDX-License-Identifier: Apache-2.0

package import Announcement

extension Message {
    /// What stands before a fact, or on the link to where there is more.
    package enum Label: Hashable, Sendable, CaseIterable {
        /// Before how bad it is.
        case severity
        /// Before the components concerned.
        case affected
        /// Before the moment since which it is so.
        case started
        /// Before the moment at which it was over.
        case ended
        /// Before the times of planned work, where they stand in one line.
        case planned
        /// Before the moment at which planned work is to begin.
        case plannedStart
        /// Before the moment at which planned work is to be over.
        case plannedEnd
        /// Before the moment at which what is said was so.
        case asOf
        /// On the link to the incident's page.
        case history
        /// On the link to what its reader has chosen.
        case preferences
        /// On the link to the page where its reader leaves.
        case unsubscribe
    }
}
