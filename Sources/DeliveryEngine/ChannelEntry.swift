// SPDX-License-Identifier: Apache-2.0

import Announcement

/// One configured channel as the dispatcher knows it: how it is doing as a whole, and what people have said of it.
struct ChannelEntry: Sendable {
    /// That someone keeps it back.
    struct Hold: Sendable {
        let fault: Fault
        let since: Timestamp
    }

    let channel: ConfiguredChannel
    var watch: ChannelWatch
    var hold: Hold?
    /// How often its settings have changed.
    var renewals = 0
    /// How many of its claims are under way or waiting for a place.
    var inHand = 0

    init(_ channel: ConfiguredChannel) {
        self.channel = channel
        self.watch = ChannelWatch(rules: channel.watchRules)
    }

    var isHeld: Bool { hold != nil }

    var isQuarantined: Bool {
        if case .quarantined = watch.state { true } else { false }
    }
}
