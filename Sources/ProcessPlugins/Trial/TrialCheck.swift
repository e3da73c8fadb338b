// SPDX-License-Identifier: Apache-2.0

/// One thing that a plugin was tried for.
package struct TrialCheck: Sendable {
    /// What a plugin does that passes.
    package let name: String
    /// What was wrong; nil where nothing was.
    package let problem: String?

    init(_ name: String, problem: String? = nil) {
        self.name = name
        self.problem = problem
    }
}
