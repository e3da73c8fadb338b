// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// A bearer token as it is kept: by its digest only.
package struct AccessToken: Codable, Hashable, Sendable, Identifiable {
    package typealias ID = Identifier<AccessToken>

    package var id: ID
    /// What people call it; audit entries name it.
    package var name: String
    package var role: Role
    /// SHA-256 of the token's text, in hexadecimal.
    ///
    /// The token has 256 random bits, so a plain hash suffices.
    package var digest: String
    package var createdAt: Timestamp
    package var revokedAt: Timestamp?

    package init(id: ID, name: String, role: Role, digest: String, createdAt: Timestamp, revokedAt: Timestamp? = nil) {
        self.id = id
        self.name = name
        self.role = role
        self.digest = digest
        self.createdAt = createdAt
        self.revokedAt = revokedAt
    }
}

/// What the holder of a token may do.
package enum Role: String, Codable, Hashable, Sendable, CaseIterable {
    /// Looks.
    case viewer
    /// A tool that declares incidents and publishes updates.
    case reporter
    /// A person who sends messages, replays deliveries and looks at everything.
    case support
    /// Everything, tokens and channels included.
    case admin
    /// A mail system that hands in what came back.
    case relay

    package func may(_ permission: Permission) -> Bool {
        switch self {
        case .viewer: permission == .read
        case .reporter: [.read, .report].contains(permission)
        case .support: [.read, .report, .send, .bounce].contains(permission)
        case .admin: true
        case .relay: permission == .bounce
        }
    }
}

/// What an operation needs.
package enum Permission: String, Hashable, Sendable, CaseIterable {
    /// Look at incidents, deliveries, previews and catalogues.
    case read
    /// Declare incidents and publish their updates.
    case report
    /// Send messages outside an incident, and replay.
    case send
    /// Tell what came back: addresses that fail, and readers who complain.
    case bounce
    /// Change tokens, audiences and channels.
    case administer
}
