// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of Google Chat webhooks can be set to; every key may be left out.
package struct GoogleChatSettings: ChannelSettings, Hashable {
    /// The webhook's URL for destinations that bring none of their own.
    package var webhook: Secret?
    /// Webhooks cannot edit: ``UpdateMode/post`` or ``UpdateMode/thread``.
    package var updates = UpdateMode.thread
    /// For one request, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(15)
    /// Whether webhooks on loopback, private and link-local addresses, or without TLS, may be called.
    package var allowsPrivateNetworks = false

    package init(webhook: Secret? = nil) { self.webhook = webhook }

    package static let longestTimeout: Duration = .seconds(30)
    package static let modes = [UpdateMode.post, .thread]

    private enum CodingKeys: String, CodingKey {
        case webhook, updates, timeout
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(webhook: try values.decodeIfPresent(Secret.self, forKey: .webhook))
        self.updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? updates
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(webhook, forKey: .webhook)
        try values.encode(updates, forKey: .updates)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }
}

extension GoogleChatSettings {
    package func validate() throws(Fault) {
        if let webhook {
            do throws(GoogleChatWebhook.Refusal) {
                _ = try GoogleChatWebhook(webhook, allowsPlainHTTP: allowsPrivateNetworks)
            } catch {
                throw .invalidSetting("webhook", "The webhook cannot be used: \(error.reason).")
            }
        }
        guard GoogleChatSettings.modes.contains(updates) else {
            throw .invalidSetting("updates", "A Google Chat webhook cannot edit messages: choose “post” or “thread”.")
        }
        try check(timeout: timeout, longest: GoogleChatSettings.longestTimeout)
    }
}
