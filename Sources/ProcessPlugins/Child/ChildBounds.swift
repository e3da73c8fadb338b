// SPDX-License-Identifier: Apache-2.0

/// How long a child is given for what.
package struct ChildBounds: Sendable {
    /// To describe itself, and to take its settings, each.
    package var start: Duration
    /// To end by itself once it was asked to.
    package var farewell: Duration
    /// To end after SIGTERM, before SIGKILL.
    package var termination: Duration

    package init(
        start: Duration = .seconds(10),
        farewell: Duration = .seconds(5),
        termination: Duration = .seconds(2)
    ) {
        self.start = start
        self.farewell = farewell
        self.termination = termination
    }
}
