// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// A destination in an audience, and what it wants to hear of there.
package struct Member: Hashable, Sendable {
    package var destination: Destination
    package var interest: Interest

    package init(_ destination: Destination, interest: Interest = .everything) {
        self.destination = destination
        self.interest = interest
    }
}

/// By whom a member came into an audience.
package enum MemberOrigin: Hashable, Sendable {
    /// By the configuration, as read in that generation.
    case configuration(generation: Int64)
    /// By an import; generations rise with time.
    case imported(generation: Int64)
    /// By the reader's own choice.
    case subscription
}

/// An audience that a destination stands in.
package struct Membership: Hashable, Sendable {
    package enum Source: String, Codable, Hashable, Sendable {
        case configuration, imported, subscription
    }

    package var audience: AudienceName
    package var interest: Interest
    package var source: Source
    /// Whether the reader chose the interest.
    package var isChosen: Bool

    package init(audience: AudienceName, interest: Interest, source: Source, isChosen: Bool) {
        self.audience = audience
        self.interest = interest
        self.source = source
        self.isChosen = isChosen
    }
}
