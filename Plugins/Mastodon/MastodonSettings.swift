// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of a Mastodon account can be set to; the instance and the token must be.
package struct MastodonSettings: ChannelSettings, Hashable {
    /// Who sees a post, the widest circle first.
    package enum Visibility: String, Codable, Hashable, Sendable, CaseIterable, Comparable {
        case everybody = "public"
        case unlisted
        case followers = "private"
        case direct

        package static func < (wider: Visibility, narrower: Visibility) -> Bool { wider.rank < narrower.rank }

        private var rank: Int { Visibility.allCases.firstIndex(of: self) ?? 0 }
    }

    /// The instance's base URL.
    package var server: String
    /// An access token with the scope `write:statuses`; `read:accounts` besides lets it be checked.
    package var token: Secret
    package var updates = UpdateMode.thread
    package var visibility = Visibility.everybody
    /// Of later posts of a chain and of an incident's updates, the closing one aside; never wider than ``visibility``.
    package var updateVisibility = Visibility.unlisted
    /// The instance's own limit, as `/api/v2/instance` says it.
    package var maxCharacters = 500
    /// What the instance counts for an address.
    package var addressCharacters = 23
    /// Posts that one message may become.
    package var maxPosts = 5
    /// For one request, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(15)
    package var allowsPrivateNetworks = false

    package init(server: String, token: Secret) {
        self.server = server
        self.token = token
    }

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case server, token, updates, visibility, timeout
        case updateVisibility = "update_visibility"
        case maxCharacters = "max_characters"
        case addressCharacters = "url_characters"
        case maxPosts = "max_posts"
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            server: try values.decode(String.self, forKey: .server),
            token: try values.decode(Secret.self, forKey: .token)
        )
        updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? updates
        visibility = try values.decodeIfPresent(Visibility.self, forKey: .visibility) ?? visibility
        updateVisibility = try values.decodeIfPresent(Visibility.self, forKey: .updateVisibility) ?? updateVisibility
        maxCharacters = try values.decodeIfPresent(Int.self, forKey: .maxCharacters) ?? maxCharacters
        addressCharacters = try values.decodeIfPresent(Int.self, forKey: .addressCharacters) ?? addressCharacters
        maxPosts = try values.decodeIfPresent(Int.self, forKey: .maxPosts) ?? maxPosts
        timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(server, forKey: .server)
        try values.encode(token, forKey: .token)
        try values.encode(updates, forKey: .updates)
        try values.encode(visibility, forKey: .visibility)
        try values.encode(updateVisibility, forKey: .updateVisibility)
        try values.encode(maxCharacters, forKey: .maxCharacters)
        try values.encode(addressCharacters, forKey: .addressCharacters)
        try values.encode(maxPosts, forKey: .maxPosts)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }
}

extension MastodonSettings {
    package func validate() throws(Fault) {
        _ = try endpoint()
        try check(
            token,
            key: "token",
            longest: 512,
            "The access token is empty, too long or holds a character that no token has."
        )
        guard (200...100_000).contains(maxCharacters) else {
            throw .invalidSetting("max_characters", "A post's length is not between 200 and 100000.")
        }
        guard (1...100).contains(addressCharacters) else {
            throw .invalidSetting("url_characters", "What an address counts for is not between 1 and 100.")
        }
        try check(maxPosts: maxPosts)
        try check(timeout: timeout, longest: MastodonSettings.longestTimeout)
    }

    func endpoint() throws(Fault) -> ServerURL {
        try ServerURL(server, like: "https://mastodon.example", allowsPlainHTTP: allowsPrivateNetworks)
    }
}
