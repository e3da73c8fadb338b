// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of an account on Threads can be set to; the account and its token must be.
package struct ThreadsSettings: ChannelSettings, Hashable {
    /// With the version of the API.
    package var server = "https://graph.threads.net/v1.0"
    /// The account's number.
    package var user: String
    /// An access token with `threads_basic` and `threads_content_publish`.
    package var token: Secret
    /// Posts cannot be edited: `post` or `thread`.
    package var updates = UpdateMode.thread
    /// Posts that one message may become.
    package var maxPosts = 5
    /// For one request, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(15)
    package var allowsPrivateNetworks = false

    package init(user: String, token: Secret) {
        self.user = user
        self.token = token
    }

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case server, user, token, updates, timeout
        case maxPosts = "max_posts"
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            user: try values.decode(String.self, forKey: .user),
            token: try values.decode(Secret.self, forKey: .token)
        )
        server = try values.decodeIfPresent(String.self, forKey: .server) ?? server
        updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? updates
        maxPosts = try values.decodeIfPresent(Int.self, forKey: .maxPosts) ?? maxPosts
        timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(server, forKey: .server)
        try values.encode(user, forKey: .user)
        try values.encode(token, forKey: .token)
        try values.encode(updates, forKey: .updates)
        try values.encode(maxPosts, forKey: .maxPosts)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }
}

extension ThreadsSettings {
    package func validate() throws(Fault) {
        _ = try endpoint()
        try check(number: user, key: "user", "The account is not given by its number.")
        try check(
            token,
            key: "token",
            longest: 1_024,
            "The access token is too short, too long or holds a character that no token has."
        )
        guard updates != .edit else {
            throw .invalidSetting("updates", "Posts on Threads cannot be edited: write post or thread.")
        }
        try check(maxPosts: maxPosts)
        try check(timeout: timeout, longest: ThreadsSettings.longestTimeout)
    }

    func endpoint() throws(Fault) -> ServerURL {
        try ServerURL(server, like: "https://graph.threads.net/v1.0", allowsPlainHTTP: allowsPrivateNetworks)
    }
}
