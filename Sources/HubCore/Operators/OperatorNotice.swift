// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// One thing that operators are to be told, however often it has happened.
package struct OperatorNotice: Hashable, Sendable {
    package enum Subject: Hashable, Sendable {
        case quarantine(ChannelName)
        case recovery(ChannelName)
        case destinationsFailing(ChannelName)
        case destinationsHeld(ChannelName)
        case deadLetters(ChannelName)
        case localFaults
        case diskNearlyFull
        case diskHasRoom
    }

    /// More than this are counted and not named.
    static let mostNamed = 5

    package let subject: Subject
    /// Of the first of them.
    package let fault: Fault?
    package let at: Timestamp
    package internal(set) var count = 1
    /// The first destinations it is about.
    package internal(set) var destinations: [Destination] = []
    /// The first deliveries it is about.
    package internal(set) var deliveries: [Delivery.ID] = []

    init(_ subject: Subject, fault: Fault? = nil, at: Timestamp) {
        self.subject = subject
        self.fault = fault
        self.at = at
    }

    /// The channel it is about.
    package var channel: ChannelName? {
        switch subject {
        case .quarantine(let name), .recovery(let name), .destinationsFailing(let name), .destinationsHeld(let name),
            .deadLetters(let name):
            name
        case .localFaults, .diskNearlyFull, .diskHasRoom: nil
        }
    }

    /// Whether it cannot wait for others to be told with it.
    package var isUrgent: Bool {
        if case .quarantine = subject { true } else { false }
    }

    /// Whether it would reach an operator at that address: a channel in trouble does not tell of its own trouble, and
    /// nobody is told at an address that it is about.
    package func reaches(_ destination: Destination) -> Bool {
        switch subject {
        case .quarantine(let name), .deadLetters(let name): destination.channel != name
        case .destinationsFailing, .destinationsHeld:
            !destinations.contains { $0.channel == destination.channel && $0.address == destination.address }
        case .recovery, .localFaults, .diskNearlyFull, .diskHasRoom: true
        }
    }
}
