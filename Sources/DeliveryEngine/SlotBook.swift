// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// A rate meter that books: whoever is refused is given a slot of its own, at which the meter will admit it.
///
/// Without that, ten thousand deliveries to one destination would all come again at the earliest moment, for all but
/// one to be refused again. Bookings are kept as one number for each priority, the meter's state as it will be when all
/// of them have gone; the more urgent are given slots as if the less urgent had none, which then have to be given
/// another. Slots are no right, only a time to come at: the meter alone decides.
///
/// Deliveries are cancelled, and lanes stop: where slots have passed and nobody came, the bookings are forgotten.
struct SlotBook: Hashable, Sendable {
    private static let shortestGap: Int64 = 2_000_000_000
    private static let longestMargin: Int64 = 50_000_000

    private var meter: RateMeter
    /// By priority, the meter's theoretical arrival after its bookings; nought where there are none.
    private var booked = SIMD4<Int64>.zero
    /// The first slot of the bookings that stand.
    private var since: Int64 = 0
    private var lastSpent: Int64 = 0

    /// - Parameters:
    ///   - limit: the rate to keep.
    ///   - start: since when nothing has been sent that the meter does not know of.
    init(_ limit: RateLimit, start: Timestamp) {
        self.meter = RateMeter(limit, now: start)
    }

    func admits(at now: Timestamp) -> Bool { meter.admits(at: now) }

    /// When the next one may go; a moment that has passed means now.
    func earliest() -> Timestamp { meter.earliest() }

    mutating func spend(at now: Timestamp) {
        forgetUnused(at: now)
        meter.spend(at: now)
        lastSpent = now.nanoseconds
    }

    mutating func refund() { meter.refund() }

    /// The slot of one that cannot go now.
    mutating func book(_ priority: Priority, notBefore moment: Timestamp, at now: Timestamp) -> Timestamp {
        forgetUnused(at: now)
        let line = min(max(0, priority.rawValue), booked.scalarCount - 1)
        var arrival = meter.theoreticalArrival
        for urgent in 0...line { arrival = max(arrival, booked[urgent]) }
        let slot = max(arrival - meter.tolerance, moment.nanoseconds, now.nanoseconds)
        if !isBooked(at: now) { since = slot }
        booked[line] = max(arrival, slot) + spacing
        return Timestamp(nanosecondsRoundedUp: slot)
    }

    /// Whether it has nothing left to remember.
    func isIdle(at now: Timestamp) -> Bool { meter.isIdle(at: now) && booked.max() <= now.nanoseconds }

    /// Without a burst, one that comes a little late puts off the next: slots are a little further apart, or every
    /// second one would be missed by a hair.
    private var spacing: Int64 {
        meter.tolerance > 0 ? meter.interval : meter.interval + min(meter.interval / 16, Self.longestMargin)
    }

    private func isBooked(at now: Timestamp) -> Bool { booked.max() - meter.tolerance > now.nanoseconds }

    private mutating func forgetUnused(at now: Timestamp) {
        let gap = max(2 * spacing, Self.shortestGap)
        guard isBooked(at: now), max(lastSpent, since) + gap <= now.nanoseconds else { return }
        booked = .zero
    }
}
