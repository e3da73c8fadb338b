// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// What someone asked to be told, until whoever reads at the address has confirmed it.
///
/// It is kept nowhere but, sealed, in the link that confirms it.
package struct SubscriptionWish: Codable, Hashable, Sendable {
    package var channel: ChannelName
    /// As the channel keeps it.
    package var address: String
    package var audience: AudienceName
    package var interest: Interest
    package var locale: LocaleTag
    /// When the link stops confirming anything.
    package var expiresAt: Timestamp

    /// How long there is to confirm.
    static let lifetime = Duration.seconds(48 * 3_600)

    package init(
        channel: ChannelName,
        address: String,
        audience: AudienceName,
        interest: Interest = .everything,
        locale: LocaleTag,
        expiresAt: Timestamp
    ) {
        self.channel = channel
        self.address = address
        self.audience = audience
        self.interest = interest
        self.locale = locale
        self.expiresAt = expiresAt
    }
}
