// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// Why nothing is sent to an address any more.
package enum SuppressionReason: String, Codable, Hashable, Sendable, CaseIterable {
    /// Its reader wants nothing.
    case unsubscribed
    /// The provider says for good that it cannot be reached.
    case bounced
    /// Its reader called a message unwanted.
    case complained
    /// Someone of the hub's own people decided so.
    case withheld
}

/// That nothing is sent to an address, why, and since when.
package struct Suppression: Codable, Hashable, Sendable {
    package var reason: SuppressionReason
    package var since: Timestamp
    /// What the provider said, or why someone decided so; never an address.
    package var note: String?

    package init(_ reason: SuppressionReason, since: Timestamp, note: String? = nil) {
        self.reason = reason
        self.since = since
        self.note = note.map { String($0.prefix(200)) }
    }
}

package struct SuppressedAddress: Hashable, Sendable {
    package var channel: ChannelName
    package var address: String
    package var suppression: Suppression

    package init(channel: ChannelName, address: String, suppression: Suppression) {
        self.channel = channel
        self.address = address
        self.suppression = suppression
    }
}
