// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import HubCore

/// When planned work is to be done, as options.
struct PlanOptions: ParsableArguments {
    @Option(help: "When planned work is to begin, as an RFC 3339 time.")
    var scheduledFor: String?

    @Option(help: "Until when planned work is to last, as an RFC 3339 time.")
    var scheduledUntil: String?

    var pairs: [(String, Document?)] {
        [("scheduled_for", scheduledFor.map { .text($0) }), ("scheduled_until", scheduledUntil.map { .text($0) })]
    }
}
