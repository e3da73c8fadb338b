// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// What a channel's account, or a lane, lets through: its rate, and the part of it that is for backfill.
struct RateGate: Hashable, Sendable {
    private var meter: RateMeter
    private var backfill: SlotBook

    /// - Parameters:
    ///   - limit: the rate to keep.
    ///   - meter: how far it is used up, where that is known.
    ///   - start: since when nothing has been sent that it does not know of.
    init(_ limit: RateLimit, meter: RateMeter? = nil, start: Timestamp) {
        self.meter = meter ?? RateMeter(limit, now: start)
        backfill = SlotBook(Limits.backfillShare(of: limit), start: start)
    }

    /// When it next lets anything through; a moment that has passed means now.
    func earliest() -> Timestamp { meter.earliest() }

    /// When it next lets backfill through, as far as its own part goes.
    func earliestBackfill() -> Timestamp { backfill.earliest() }

    mutating func bookBackfill(notBefore moment: Timestamp, at now: Timestamp) -> Timestamp {
        backfill.book(.backfill, notBefore: moment, at: now)
    }

    mutating func spend(_ priority: Priority, at now: Timestamp) {
        meter.spend(at: now)
        if priority == .backfill { backfill.spend(at: now) }
    }

    mutating func refund(_ priority: Priority) {
        meter.refund()
        if priority == .backfill { backfill.refund() }
    }

    func isIdle(at now: Timestamp) -> Bool { meter.isIdle(at: now) && backfill.isIdle(at: now) }
}
