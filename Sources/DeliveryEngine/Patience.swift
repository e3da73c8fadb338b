// SPDX-License-Identifier: Apache-2.0

package import Outbox

/// When a delivery that has somewhere else to turn to does so.
///
/// A permanent failure, an open breaker and a quarantine pass it on at once, whatever is set here.
package struct Patience: Codable, Hashable, Sendable {
    /// After so many failed attempts.
    package var failures: Int
    /// After so long without an end.
    package var wait: Duration
    /// The same for critical messages.
    package var criticalWait: Duration
    /// An attempt of unknown outcome may still have arrived: not sooner than so long after it.
    package var unknownWait: Duration

    package init(
        failures: Int = 3,
        wait: Duration = .seconds(120),
        criticalWait: Duration = .seconds(30),
        unknownWait: Duration = .seconds(60)
    ) {
        self.failures = failures
        self.wait = wait
        self.criticalWait = criticalWait
        self.unknownWait = unknownWait
    }

    package func wait(for priority: Priority) -> Duration { priority == .critical ? criticalWait : wait }
}
