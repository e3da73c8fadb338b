// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of Discord can be set to; every key may be left out where each destination brings its own webhook.
package struct DiscordSettings: ChannelSettings, Hashable {
    /// A webhook's URL, for destinations without a secret of their own.
    package var webhook: Secret?
    package var updates = UpdateMode.post
    package var allowsPrivateNetworks = false
    /// For one request; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(10)

    package init() {}

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case webhook, updates, timeout
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let defaults = DiscordSettings()
        self.webhook = try values.decodeIfPresent(Secret.self, forKey: .webhook)
        self.updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? defaults.updates
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? defaults.allowsPrivateNetworks
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? defaults.timeout
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(webhook, forKey: .webhook)
        try values.encode(updates, forKey: .updates)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
    }

    package func validate() throws(Fault) {
        _ = try hook()
        try check(timeout: timeout, longest: DiscordSettings.longestTimeout)
    }

    /// The webhook of destinations that bring none of their own.
    func hook() throws(Fault) -> DiscordHook? {
        guard let webhook else { return nil }
        do throws(DiscordHook.Refusal) {
            return try DiscordHook(webhook, isPlainAllowed: allowsPrivateNetworks)
        } catch {
            throw .invalidSetting("webhook", "The webhook cannot be used: \(error.reason).")
        }
    }
}
