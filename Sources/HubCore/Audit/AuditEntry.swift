// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// One thing that someone did, chained to the one before it.
package struct AuditEntry: Codable, Hashable, Sendable {
    /// From 1, without gaps.
    package var number: Int64
    package var at: Timestamp
    /// Who: a token's name, or `hub` for what the hub did by itself.
    package var actor: String
    /// What, such as `incident.declared`.
    package var action: String
    /// To what: an identifier.
    package var subject: String
    package var detail: [String: String]
    /// The hash of the entry before it; 64 zeros for the first.
    package var previousHash: String
    /// SHA-256 over everything above, in hexadecimal.
    package var hash: String

    package init(
        number: Int64,
        at: Timestamp,
        actor: String,
        action: String,
        subject: String,
        detail: [String: String],
        previousHash: String,
        hash: String
    ) {
        self.number = number
        self.at = at
        self.actor = actor
        self.action = action
        self.subject = subject
        self.detail = detail
        self.previousHash = previousHash
        self.hash = hash
    }
}
