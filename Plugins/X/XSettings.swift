// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of an account on X can be set to; the four keys must be.
package struct XSettings: ChannelSettings, Hashable {
    package var server = "https://api.x.com"
    /// The application's key and secret.
    package var consumerKey: Secret
    package var consumerSecret: Secret
    /// The account's token and secret for the application, with the right to write.
    package var token: Secret
    package var tokenSecret: Secret
    /// Posts cannot be edited by this API: `post` or `thread`.
    package var updates = UpdateMode.thread
    /// The most that a post may weigh; more for accounts that pay for it.
    package var maxWeight = 280
    /// Posts that one message may become.
    package var maxPosts = 5
    /// For one request, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(15)
    package var allowsPrivateNetworks = false

    package init(consumerKey: Secret, consumerSecret: Secret, token: Secret, tokenSecret: Secret) {
        self.consumerKey = consumerKey
        self.consumerSecret = consumerSecret
        self.token = token
        self.tokenSecret = tokenSecret
    }

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case server, token, updates, timeout
        case consumerKey = "consumer_key"
        case consumerSecret = "consumer_secret"
        case tokenSecret = "token_secret"
        case maxWeight = "max_weight"
        case maxPosts = "max_posts"
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            consumerKey: try values.decode(Secret.self, forKey: .consumerKey),
            consumerSecret: try values.decode(Secret.self, forKey: .consumerSecret),
            token: try values.decode(Secret.self, forKey: .token),
            tokenSecret: try values.decode(Secret.self, forKey: .tokenSecret)
        )
        server = try values.decodeIfPresent(String.self, forKey: .server) ?? server
        updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? updates
        maxWeight = try values.decodeIfPresent(Int.self, forKey: .maxWeight) ?? maxWeight
        maxPosts = try values.decodeIfPresent(Int.self, forKey: .maxPosts) ?? maxPosts
        timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(server, forKey: .server)
        try values.encode(consumerKey, forKey: .consumerKey)
        try values.encode(consumerSecret, forKey: .consumerSecret)
        try values.encode(token, forKey: .token)
        try values.encode(tokenSecret, forKey: .tokenSecret)
        try values.encode(updates, forKey: .updates)
        try values.encode(maxWeight, forKey: .maxWeight)
        try values.encode(maxPosts, forKey: .maxPosts)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }
}

extension XSettings {
    package func validate() throws(Fault) {
        _ = try endpoint()
        let all = [
            ("consumer_key", consumerKey), ("consumer_secret", consumerSecret), ("token", token),
            ("token_secret", tokenSecret),
        ]
        for (key, secret) in all {
            try check(
                secret,
                key: key,
                longest: 256,
                "The key is too short, too long or holds a character that no key has."
            )
        }
        guard updates != .edit else {
            throw .invalidSetting("updates", "Posts on X cannot be edited: write post or thread.")
        }
        guard (280...25_000).contains(maxWeight) else {
            throw .invalidSetting("max_weight", "A post's weight is not between 280 and 25000.")
        }
        try check(maxPosts: maxPosts)
        try check(timeout: timeout, longest: XSettings.longestTimeout)
    }

    var keys: OAuthSignature.Keys {
        OAuthSignature.Keys(
            consumerKey: consumerKey,
            consumerSecret: consumerSecret,
            token: token,
            tokenSecret: tokenSecret
        )
    }

    func endpoint() throws(Fault) -> ServerURL {
        try ServerURL(server, like: "https://api.x.com", allowsPlainHTTP: allowsPrivateNetworks)
    }
}
