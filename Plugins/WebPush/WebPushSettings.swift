// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of web push can be set to.
package struct WebPushSettings: ChannelSettings, Hashable {
    /// The private key that the subscriptions were made for: PEM, or its 32 bytes in base64url.
    package var key: Secret
    /// Where push services reach the people who send.
    package var subject: String
    /// How long a push service keeps a message for a browser that is not there.
    package var ttl: Duration = .seconds(4 * 3_600)
    package var updates = UpdateMode.post
    /// For one exchange, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(10)
    /// Whether push services on loopback and private networks may be called, without TLS as well.
    package var allowsPrivateNetworks = false

    package init(key: Secret, subject: String) {
        self.key = key
        self.subject = subject
    }

    package static let longestTimeout: Duration = .seconds(30)
    /// No push service keeps a message for longer.
    private static let longestTTL: Duration = .seconds(28 * 86_400)

    private enum CodingKeys: String, CodingKey {
        case subject, ttl, updates, timeout
        case key = "vapid_key"
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            key: try values.decode(Secret.self, forKey: .key),
            subject: try values.decode(String.self, forKey: .subject)
        )
        self.ttl = try values.decodeIfPresent(SettingDuration.self, forKey: .ttl)?.value ?? ttl
        self.updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? updates
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(key, forKey: .key)
        try values.encode(subject, forKey: .subject)
        try values.encode(SettingDuration(ttl), forKey: .ttl)
        try values.encode(updates, forKey: .updates)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }

    package func validate() throws(Fault) {
        _ = try VAPIDSigner(key: key, subject: subject)
        let isReachable = ["mailto:", "https://"].contains { subject.hasPrefix($0) && subject.count > $0.count }
        guard isReachable, subject.utf8.count <= 256, subject.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidSetting("subject", "The subject is neither a “mailto:” nor an “https://” address.")
        }
        guard ttl >= .seconds(60), ttl <= WebPushSettings.longestTTL else {
            throw .invalidSetting("ttl", "The time to live is not between 1m and 28d.")
        }
        guard updates != .thread else {
            throw .invalidSetting(
                "updates",
                "Notifications of browsers cannot hang below one another: write “post” or “edit”."
            )
        }
        try check(timeout: timeout, longest: WebPushSettings.longestTimeout)
    }
}
