// SPDX-License-Identifier: Apache-2.0

/// Where a delivery stands.
package enum DeliveryState: String, Codable, Hashable, Sendable, CaseIterable {
    /// Waiting for its first attempt: for its turn, a limit, or an older update to the same destination.
    case pending
    /// An attempt is under way.
    case inFlight = "in_flight"
    /// A provider took it.
    case delivered
    /// An attempt failed and another is due.
    case retrying
    /// Kept for a person or a condition: an unknown outcome, a disabled destination, an approval.
    case held
    /// A newer update of the same incident made it needless.
    case superseded
    /// It was not made in the time in which it was of use.
    case expired
    /// Another delivery carries the message to the same reader.
    case rerouted
    /// It cannot be made; the reason is with its last attempt.
    case dead
    /// Someone withdrew it.
    case cancelled

    /// Whether the engine still has to do something about it.
    package var isOpen: Bool {
        switch self {
        case .pending, .inFlight, .retrying: true
        default: false
        }
    }
}

/// Which work goes first, most urgent first.
package enum Priority: Int, Codable, Hashable, Sendable, CaseIterable, Comparable {
    case critical = 0
    case update = 1
    case digest = 2
    case backfill = 3

    package static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }
}
