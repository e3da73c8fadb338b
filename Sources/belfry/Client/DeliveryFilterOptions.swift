// SPDX-License-Identifier: Apache-2.0

import Announcement
import ArgumentParser
import HubCore

/// Which deliveries are meant, as options.
struct DeliveryFilterOptions: ParsableArguments {
    @OptionGroup var scope: DeliveryScopeOptions

    @Option(help: "In these states, separated by commas: pending, in_flight, retrying, delivered, held, dead, …")
    var state: String?

    @Flag(help: "Everyone who has not been reached, whatever the reason.")
    var unreached = false

    @Flag(help: "What was given up.")
    var dead = false

    @Option(help: "To this address, in any way of writing that its channel takes for the same.")
    var destination: String?

    @Option(help: "Whose latest fault is one of these, separated by commas: DLV-001, timed_out, …")
    var fault: String?

    /// The keys and values that the hub takes, in a query as in a body.
    var pairs: [(String, String?)] {
        let states = [state, unreached ? "unreached" : nil, dead ? "dead" : nil].compactMap(\.self)
        return scope.pairs + [
            ("state", states.isEmpty ? nil : states.joined(separator: ",")), ("destination", destination),
            ("fault", fault),
        ]
    }

    var isEmpty: Bool { pairs.allSatisfy { $0.1 == nil } }

    /// As parts of a request's body.
    var documents: [(String, Document?)] { pairs.map { key, value in (key, value.map { .text($0) }) } }
}
