// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of Slack can be set to; every key may be left out where each destination brings its own secret.
package struct SlackSettings: ChannelSettings, Hashable {
    /// Of an app's bot user (`xoxb-…`): posts, threads and edits, in any channel that the bot is in.
    package var token: Secret?
    /// An incoming webhook's URL, for destinations without a secret of their own where there is no token.
    package var webhook: Secret?
    /// Where the Web API is.
    package var server = "https://slack.com"
    package var updates = UpdateMode.thread
    package var allowsPrivateNetworks = false
    /// For one request; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(10)

    package init() {}

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case token, webhook, server, updates, timeout
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let defaults = SlackSettings()
        self.token = try values.decodeIfPresent(Secret.self, forKey: .token)
        self.webhook = try values.decodeIfPresent(Secret.self, forKey: .webhook)
        self.server = try values.decodeIfPresent(String.self, forKey: .server) ?? defaults.server
        self.updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? defaults.updates
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? defaults.allowsPrivateNetworks
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? defaults.timeout
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(token, forKey: .token)
        try values.encodeIfPresent(webhook, forKey: .webhook)
        try values.encode(server, forKey: .server)
        try values.encode(updates, forKey: .updates)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
    }
}

extension SlackSettings {
    package func validate() throws(Fault) {
        _ = try serverURL()
        for (key, secret) in [("token", token), ("webhook", webhook)] {
            guard let secret else { continue }
            do throws(SlackRoute.Refusal) {
                _ = try SlackRoute(secret, mustBe: key == "token" ? .bot : .webhook, settings: self)
            } catch {
                throw .invalidSetting(key, "The setting cannot be used: \(error.reason).")
            }
        }
        try check(timeout: timeout, longest: SlackSettings.longestTimeout)
    }

    func serverURL() throws(Fault) -> ServerURL {
        try ServerURL(server, like: "https://slack.com", allowsPlainHTTP: allowsPrivateNetworks)
    }
}
