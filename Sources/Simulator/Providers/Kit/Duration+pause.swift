// SPDX-License-Identifier: Apache-2.0

extension Duration {
    /// Whole seconds, rounded up, at least one: as most providers ask for a pause.
    var pauseSeconds: Int { max(1, Int((self / .milliseconds(1) / 1_000).rounded(.up))) }

    var pauseMilliseconds: Int { max(1, Int((self / .milliseconds(1)).rounded(.up))) }
}
