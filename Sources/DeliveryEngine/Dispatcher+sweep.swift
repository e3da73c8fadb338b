// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Logging
import Outbox
import Synchronization

/// Going through what waits in vain: passing it on where there is somewhere to turn to, closing it where its time is
/// over, making it due where what it waits for has come. Beside the loop, a page at a time, so that no lane waits for it.
extension Dispatcher {
    private static let page = 500
    /// How often the lanes that are not tried are looked through for what has expired.
    private static let expiryInterval = Duration.seconds(60)

    /// How often the book forgets what is long past, when the sweep is woken in any case.
    private static let pruneInterval = Duration.seconds(3_600)

    func sweep(epoch: Int64) async {
        var expireAt: Timestamp?
        var pruneAt = clock.now + Dispatcher.pruneInterval
        var mustPass = true
        while !isStopping {
            let now = clock.now
            let (parked, hastened, look, waiting) = desk.withLock { desk in
                defer { (desk.parked, desk.hastened) = ([], []) }
                return (desk.parked, desk.hastened, desk.sweepAlarm.look, desk.book.parkedLanes)
            }
            if pruneAt <= now {
                desk.withLock { $0.book.prune(now: now) }
                pruneAt = now + Dispatcher.pruneInterval
            }
            do {
                if !hastened.isEmpty { try await hasten(hastened) }
                if channels.hasPlannedChain || mustPass {
                    for lane in parked { _ = try await pass(in: lane, epoch: epoch) }
                    if mustPass || look.isDue(at: now) {
                        let next = try await pass(in: nil, epoch: epoch)
                        // Not at once again for what is under way.
                        let soonest = next.map { max($0, now + .seconds(1)) }
                        desk.withLock { $0.sweepAlarm.ended(look, next: soonest) }
                        mustPass = false
                    }
                }
                if waiting.isEmpty {
                    expireAt = nil
                } else if expireAt.map({ $0 <= now }) ?? false {
                    for lane in waiting { try await expire(in: lane) }
                    expireAt = now + Dispatcher.expiryInterval
                } else if expireAt == nil {
                    expireAt = now + Dispatcher.expiryInterval
                }
            } catch {
                logger.error("what waits could not be gone through; trying again", metadata: ["fault": "\(error)"])
                desk.withLock { desk in
                    desk.parked.formUnion(parked)
                    desk.hastened.formUnion(hastened)
                    desk.sweepAlarm.ended(look, next: now + .seconds(1))
                }
            }
            let next = [desk.withLock { $0.sweepAlarm.at }, expireAt].compactMap(\.self).min()
            await sweepBell.wait(until: next.map { max($0, now + .milliseconds(10)) }, on: clock)
        }
    }

    /// Passes on what waits in a lane that is not tried, or, of all lanes, what has waited too long.
    ///
    /// - Returns: when the next delivery will have waited long enough.
    private func pass(in lane: Lane.ID?, epoch: Int64) async throws(Fault) -> Timestamp? {
        while true {
            let now = clock.now
            let sweep = RerouteSweep(epoch: epoch, now: now, lane: lane, limit: Dispatcher.page)
            let result = try await ledger.reroute(sweep) { [channels] overdue in
                channels.decision(on: overdue, now: now)
            }
            if !result.lanes.isEmpty {
                desk.withLock { $0.hear(result.lanes, now: now) }
                bell.ring()
            }
            if result.passed > 0 {
                logger.notice("deliveries were passed on", metadata: ["count": "\(result.passed)"])
            }
            if result.isFinished || isStopping { return result.nextDue }
        }
    }

    /// Makes due what was refused for settings that these channels had before.
    private func hasten(_ names: Set<ChannelName>) async throws(Fault) {
        for lane in try await ledger.lanes().map(\.lane) where names.contains(lane.channel) {
            var place: QueuePlace?
            repeat {
                let now = clock.now
                let result = try await ledger.hasten(in: lane.id, after: place, limit: Dispatcher.page, now: now)
                place = result.place
                if !result.lanes.isEmpty {
                    desk.withLock { $0.hear(result.lanes, now: now) }
                    bell.ring()
                }
            } while place != nil && !isStopping
        }
    }

    private func expire(in lane: Lane.ID) async throws(Fault) {
        var place: QueuePlace?
        repeat {
            let now = clock.now
            let result = try await ledger.expire(in: lane, after: place, limit: Dispatcher.page, now: now)
            place = result.place
            if !result.lanes.isEmpty {
                desk.withLock { $0.hear(result.lanes, now: now) }
                bell.ring()
            }
        } while place != nil && !isStopping
    }
}
