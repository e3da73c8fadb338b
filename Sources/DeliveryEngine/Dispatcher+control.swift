// SPDX-License-Identifier: Apache-2.0

package import Announcement
import ChannelKit
package import Outbox
import Synchronization

extension Dispatcher: EngineControl {
    package func wake(_ lanes: [LaneStatus] = []) {
        let now = clock.now
        let soonest = now + channels.shortestPatience
        desk.withLock { desk in
            desk.hear(lanes, now: now)
            if channels.hasPlannedChain { desk.sweepAlarm.expect(by: soonest) }
        }
        bell.ring()
        expansionBell.ring()
        sweepBell.ring()
    }

    package func status() -> [ChannelStatus] {
        let now = clock.now
        return desk.withLock { desk in channels.all.map { desk.book.status(of: $0.name, now: now) } }
    }

    package func hold(_ channel: ChannelName, because fault: Fault) {
        let now = clock.now
        desk.withLock { $0.book.hold(channel, because: fault, now: now) }
        bell.ring()
    }

    package func renew(_ channel: ChannelName) {
        let now = clock.now
        desk.withLock { desk in
            desk.book.renew(channel, now: now)
            desk.renewed.insert(channel)
        }
        bell.ring()
    }

    package func release(_ channel: ChannelName) {
        let now = clock.now
        desk.withLock { $0.book.release(channel, now: now) }
        bell.ring()
    }
}
