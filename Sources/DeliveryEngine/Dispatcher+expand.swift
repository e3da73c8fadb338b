// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Logging
import Outbox
import Synchronization

/// Turning accepted messages into deliveries, a page at a time, beside the loop.
extension Dispatcher {
    func expand() async {
        while !isStopping {
            do {
                let expansion = try await ledger.expand(limit: options.expansionPage, now: clock.now, planner: channels)
                if !expansion.lanes.isEmpty { wakeLoop(expansion.lanes) }
                if expansion.isFinished { await expansionBell.wait(until: nil, on: clock) }
            } catch {
                logger.error("messages could not be expanded; trying again", metadata: ["fault": "\(error)"])
                await expansionBell.wait(until: clock.now + .seconds(1), on: clock)
            }
        }
    }

    func wakeLoop(_ lanes: [LaneStatus]) {
        desk.withLock { $0.lanes += lanes }
        bell.ring()
    }
}
