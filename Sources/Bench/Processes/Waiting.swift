// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Waiting on a thread that has nothing else to do.
enum Waiting {
    static func pause(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        guard seconds >= 0, attoseconds >= 0 else { return }
        var wanted = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
        var rest = timespec()
        while nanosleep(&wanted, &rest) != 0, errno == EINTR { wanted = rest }
    }

    /// Asks again and again until there is an answer.
    ///
    /// - Throws: ``NotMeasured`` at the bound, and what `ask` throws.
    static func until<Found>(
        _ what: String,
        within bound: Duration,
        every pause: Duration = .milliseconds(20),
        _ ask: () throws -> Found?
    ) throws -> Found {
        let deadline = ContinuousClock.now + bound
        while true {
            if let found = try ask() { return found }
            guard ContinuousClock.now < deadline else {
                throw NotMeasured("\(what) did not come within \(Int(bound.inSeconds)) s.")
            }
            self.pause(pause)
        }
    }
}
