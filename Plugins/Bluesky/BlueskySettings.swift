// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of a Bluesky account can be set to; the account and its app password must be.
package struct BlueskySettings: ChannelSettings, Hashable {
    /// The account's personal data server, or the network's front door.
    package var server = "https://bsky.social"
    /// The account's handle, without `@`, or its DID.
    package var identifier: String
    /// An app password, not the account's own.
    package var password: Secret
    /// Posts cannot be edited: `post` or `thread`.
    package var updates = UpdateMode.thread
    /// Posts that one message may become.
    package var maxPosts = 5
    /// For one request, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(15)
    package var allowsPrivateNetworks = false

    package init(identifier: String, password: Secret) {
        self.identifier = identifier
        self.password = password
    }

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case server, identifier, password, updates, timeout
        case maxPosts = "max_posts"
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            identifier: try values.decode(String.self, forKey: .identifier),
            password: try values.decode(Secret.self, forKey: .password)
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
        try values.encode(identifier, forKey: .identifier)
        try values.encode(password, forKey: .password)
        try values.encode(updates, forKey: .updates)
        try values.encode(maxPosts, forKey: .maxPosts)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }
}

extension BlueskySettings {
    package func validate() throws(Fault) {
        _ = try endpoint()
        let name = identifier.utf8
        guard (3...253).contains(name.count), name.allSatisfy({ (0x21...0x7E).contains($0) }), name.first != 0x40 else {
            throw .invalidSetting("identifier", "The account is neither a handle without “@” nor a DID.")
        }
        let letters = password.reveal().utf8
        guard (8...256).contains(letters.count), letters.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
            throw .invalidSetting("password", "The app password is too short, too long or holds a control character.")
        }
        guard updates != .edit else {
            throw .invalidSetting("updates", "Posts on Bluesky cannot be edited: write post or thread.")
        }
        try check(maxPosts: maxPosts)
        try check(timeout: timeout, longest: BlueskySettings.longestTimeout)
    }

    func endpoint() throws(Fault) -> ServerURL {
        try ServerURL(server, like: "https://bsky.social", allowsPlainHTTP: allowsPrivateNetworks)
    }
}
