// SPDX-License-Identifier: Apache-2.0

import Announcement
import Outbox

/// What becomes of our own trouble.
extension DispatchBook {
    /// Takes note of it, and where it would meet every attempt alike lets the lane rest for a moment: what waits there
    /// would else be tried and fail as fast as the machine goes, at the cost of an attempt each.
    mutating func rest(after outcome: AttemptOutcome, of flight: Flight, now: Timestamp, jitter: Double) {
        guard let fault = outcome.fault else { return }
        if let event = localFaults.note(fault, at: now) { news.events.append(event) }
        guard LocalFaults.concernsAll(fault.code) else { return }
        limits.pause(lane: flight.lane.id, until: now + LocalFaults.rest * jitter)
        giveBack(flight.lane.id)
    }
}
