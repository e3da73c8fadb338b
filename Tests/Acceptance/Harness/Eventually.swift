// SPDX-License-Identifier: Apache-2.0

import Announcement
import Transport

/// What a test waited for did not come.
struct NotInTime: Error, CustomStringConvertible {
    let description: String

    init(_ what: String, within bound: Duration) { description = "Not within \(bound): \(what)." }
}

/// Asks the public interface again and again until it says what is expected.
///
/// - Parameters:
///   - what: what is waited for, for the error.
///   - bound: how long.
///   - ask: nil where it is not so yet.
/// - Returns: the first answer that is not nil.
/// - Throws: ``NotInTime`` at the bound, and what `ask` throws.
func eventually<Found>(
    _ what: String,
    within bound: Duration = .seconds(30),
    _ ask: () async throws -> Found?
) async throws -> Found {
    let clock = SystemClock()
    let deadline = ContinuousClock.now + bound
    while true {
        if let found = try await ask() { return found }
        guard ContinuousClock.now < deadline else { throw NotInTime(what, within: bound) }
        // Room for the work that is waited for: two cores carry both.
        try await clock.sleep(until: clock.now + .milliseconds(25))
    }
}
