// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of Mattermost can be set to; every key may be left out where each destination brings its own webhook.
package struct MattermostSettings: ChannelSettings, Hashable {
    /// The server's own address, for what is posted by token.
    package var server: String?
    /// Of a bot account: posts, threads and edits, in any channel that the bot is in.
    package var token: Secret?
    /// An incoming webhook's URL, for destinations without a secret of their own where there is no token.
    package var webhook: Secret?
    package var updates = UpdateMode.thread
    package var allowsPrivateNetworks = false
    /// For one request; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(10)

    package init() {}

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case server, token, webhook, updates, timeout
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let defaults = MattermostSettings()
        self.server = try values.decodeIfPresent(String.self, forKey: .server)
        self.token = try values.decodeIfPresent(Secret.self, forKey: .token)
        self.webhook = try values.decodeIfPresent(Secret.self, forKey: .webhook)
        self.updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? defaults.updates
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? defaults.allowsPrivateNetworks
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? defaults.timeout
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(server, forKey: .server)
        try values.encodeIfPresent(token, forKey: .token)
        try values.encodeIfPresent(webhook, forKey: .webhook)
        try values.encode(updates, forKey: .updates)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
    }
}

extension MattermostSettings {
    package func validate() throws(Fault) {
        if try serverURL() == nil, token != nil {
            throw .invalidSetting("server", "A token is of no use without the server's address.")
        }
        for (key, secret) in [("token", token), ("webhook", webhook)] {
            guard let secret else { continue }
            do throws(MattermostRoute.Refusal) {
                _ = try MattermostRoute(secret, mustBe: key == "token" ? .bot : .webhook, settings: self)
            } catch {
                throw .invalidSetting(key, "The setting cannot be used: \(error.reason).")
            }
        }
        try check(timeout: timeout, longest: MattermostSettings.longestTimeout)
    }

    func serverURL() throws(Fault) -> ServerURL? {
        guard let server else { return nil }
        return try ServerURL(server, like: "https://chat.example.com", allowsPlainHTTP: allowsPrivateNetworks)
    }
}
