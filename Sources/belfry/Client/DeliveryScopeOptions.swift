// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser

/// Where deliveries come from and when they were made, as options.
struct DeliveryScopeOptions: ParsableArguments {
    @Option(help: "Of this incident.")
    var incident: String?

    @Option(help: "Of this message.")
    var message: String?

    @Option(help: "On this channel.")
    var channel: String?

    @Option(help: "Made since this RFC 3339 time, or so long ago, such as 2h.")
    var since: Moment?

    @Option(help: "Made before this RFC 3339 time, or so long ago.")
    var until: Moment?

    /// The keys and values that the hub takes, in a query as in a body.
    var pairs: [(String, String?)] {
        [
            ("incident", incident), ("message", message), ("channel", channel),
            ("since", since?.timestamp.description), ("until", until?.timestamp.description),
        ]
    }
}
