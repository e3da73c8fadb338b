// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of Teams can be set to; every key may be left out where each destination brings its own workflow.
package struct TeamsSettings: ChannelSettings, Hashable {
    /// A workflow's URL, for destinations without a secret of their own.
    package var webhook: Secret?
    package var allowsPrivateNetworks = false
    /// For one request; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(15)

    package init() {}

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case webhook, timeout
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let defaults = TeamsSettings()
        self.webhook = try values.decodeIfPresent(Secret.self, forKey: .webhook)
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? defaults.allowsPrivateNetworks
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? defaults.timeout
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encodeIfPresent(webhook, forKey: .webhook)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
    }

    package func validate() throws(Fault) {
        _ = try sharedURL()
        try check(timeout: timeout, longest: TeamsSettings.longestTimeout)
    }

    /// The workflow of destinations that bring none of their own.
    func sharedURL() throws(Fault) -> ProviderURL? {
        guard let webhook else { return nil }
        guard let url = url(in: webhook) else {
            throw .invalidSetting("webhook", "The webhook is not an https URL.")
        }
        return url
    }

    /// The URL that a secret holds, with white space around it, as files have it; nil where it is none that may be called.
    func url(in secret: Secret) -> ProviderURL? {
        ProviderURL(secret.reveal().filter { !$0.isWhitespace })
            .flatMap { $0.isSecure || allowsPrivateNetworks ? $0 : nil }
    }
}
