// SPDX-License-Identifier: Apache-2.0

import Announcement
import DeliveryEngine
import Outbox

/// An engine that does nothing.
struct StillEngine: EngineControl {
    func wake(_ lanes: [LaneStatus]) {}

    func status() -> [ChannelStatus] { [] }

    func hold(_ channel: ChannelName, because fault: Fault) {}

    func release(_ channel: ChannelName) {}

    func renew(_ channel: ChannelName) {}
}
