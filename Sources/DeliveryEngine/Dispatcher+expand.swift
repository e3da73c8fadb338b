// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Logging
import Outbox
import Synchronization

/// Turning accepted messages into deliveries and going on with recoveries, a page at a time, beside the loop.
extension Dispatcher {
    func expand() async {
        while !isStopping {
            do {
                let page = options.expansionPage
                let expansion = try await ledger.expand(limit: page, now: clock.now, planner: channels)
                learn(expansion)
                guard expansion.isFinished else { continue }
                let recovery = try await ledger.recover(limit: page, now: clock.now, planner: channels)
                learn(recovery)
                if recovery.isFinished { await expansionBell.wait(until: nil, on: clock) }
            } catch {
                logger.error("messages could not be expanded; trying again", metadata: ["fault": "\(error)"])
                await expansionBell.wait(until: clock.now + .seconds(1), on: clock)
            }
        }
    }

    private func learn(_ expansion: Expansion) {
        guard !expansion.lanes.isEmpty else { return }
        let now = clock.now
        let soonest = now + channels.shortestPatience
        let mustSweep = desk.withLock { desk in
            desk.hear(expansion.lanes, now: now)
            return channels.hasPlannedChain && desk.sweepAlarm.expect(by: soonest)
        }
        bell.ring()
        if mustSweep { sweepBell.ring() }
    }
}
