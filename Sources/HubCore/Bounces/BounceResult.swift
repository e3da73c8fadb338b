// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What was done with one thing that came back; it never says whose address it was.
package struct BounceResult: Hashable, Sendable {
    package enum Outcome: String, Codable, Hashable, Sendable {
        /// Nothing more is sent to the address.
        case suppressed
        /// It is in the audit trail, and changes nothing else.
        case recorded
        /// The same was told of this delivery before.
        case known
        /// It tells nothing of a delivery of ours, or nobody can vouch for it.
        case ignored
        /// It is no mail.
        case unreadable
    }

    package let outcome: Outcome
    package let kind: BounceNews.Kind?
    package let delivery: Delivery.ID?
    package let channel: ChannelName?
    /// Why, in words.
    package let reason: String

    init(
        _ outcome: Outcome,
        kind: BounceNews.Kind? = nil,
        delivery: Delivery.ID? = nil,
        channel: ChannelName? = nil,
        because reason: String
    ) {
        self.outcome = outcome
        self.kind = kind
        self.delivery = delivery
        self.channel = channel
        self.reason = reason
    }
}

extension BounceResult: Encodable {
    private enum CodingKeys: String, CodingKey { case outcome, kind, delivery, channel, reason }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(outcome, forKey: .outcome)
        try values.encode(kind, forKey: .kind)
        try values.encode(delivery, forKey: .delivery)
        try values.encode(channel, forKey: .channel)
        try values.encode(reason, forKey: .reason)
    }
}
