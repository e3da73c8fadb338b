// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import HubCore

/// Which deliveries are meant, as options.
struct DeliveryFilterOptions: ParsableArguments {
    @Option(help: "Of this incident.")
    var incident: String?

    @Option(help: "Of this message.")
    var message: String?

    @Option(help: "In these states, separated by commas: pending, in_flight, retrying, delivered, held, dead, …")
    var state: String?

    @Flag(help: "Everyone who has not been reached, whatever the reason.")
    var unreached = false

    @Flag(help: "What was given up.")
    var dead = false

    @Option(help: "On this channel.")
    var channel: String?

    @Option(help: "To this address.")
    var destination: String?

    @Option(help: "Made since this RFC 3339 time, or so long ago, such as 2h.")
    var since: Moment?

    @Option(help: "Made before this RFC 3339 time, or so long ago.")
    var until: Moment?

    @Option(help: "Whose latest fault is one of these, separated by commas: DLV-001, timed_out, …")
    var fault: String?

    /// The keys and values that the hub takes, in a query as in a body.
    var pairs: [(String, String?)] {
        let states = [state, unreached ? "unreached" : nil, dead ? "dead" : nil].compactMap(\.self)
        return [
            ("incident", incident), ("message", message),
            ("state", states.isEmpty ? nil : states.joined(separator: ",")), ("channel", channel),
            ("destination", destination), ("since", since?.timestamp.description),
            ("until", until?.timestamp.description), ("fault", fault),
        ]
    }

    var isEmpty: Bool { pairs.allSatisfy { $0.1 == nil } }

    /// As parts of a request's body.
    var documents: [(String, Document?)] { pairs.map { key, value in (key, value.map { .text($0) }) } }
}
