// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of Firebase Cloud Messaging can be set to.
package struct FCMSettings: ChannelSettings, Hashable {
    /// What Google calls the name under which a device is registered.
    package enum Target: String, Codable, Hashable, Sendable, CaseIterable {
        case token
        /// A Firebase installation ID.
        case installation = "fid"
    }

    /// The content of the service account's JSON file.
    package var serviceAccount: Secret
    /// In place of the service account's own project.
    package var project: String?
    package var server = "https://fcm.googleapis.com"
    /// In place of the one that the service account names.
    package var tokenServer: String?
    package var target = Target.token
    /// The notification channel in the Android app.
    package var androidChannel: String?
    /// How long Google keeps a message for a device that is not there.
    package var ttl: Duration = .seconds(4 * 3_600)
    package var updates = UpdateMode.post
    /// For one exchange, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(10)
    package var allowsPrivateNetworks = false

    package init(serviceAccount: Secret) { self.serviceAccount = serviceAccount }

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case project, server, target, ttl, updates, timeout
        case serviceAccount = "service_account"
        case tokenServer = "token_server"
        case androidChannel = "android_channel"
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(serviceAccount: try values.decode(Secret.self, forKey: .serviceAccount))
        self.project = try values.decodeIfPresent(String.self, forKey: .project)
        self.server = try values.decodeIfPresent(String.self, forKey: .server) ?? server
        self.tokenServer = try values.decodeIfPresent(String.self, forKey: .tokenServer)
        self.target = try values.decodeIfPresent(Target.self, forKey: .target) ?? target
        self.androidChannel = try values.decodeIfPresent(String.self, forKey: .androidChannel)
        self.ttl = try values.decodeIfPresent(SettingDuration.self, forKey: .ttl)?.value ?? ttl
        self.updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? updates
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(serviceAccount, forKey: .serviceAccount)
        try values.encodeIfPresent(project, forKey: .project)
        try values.encode(server, forKey: .server)
        try values.encodeIfPresent(tokenServer, forKey: .tokenServer)
        try values.encode(target, forKey: .target)
        try values.encodeIfPresent(androidChannel, forKey: .androidChannel)
        try values.encode(SettingDuration(ttl), forKey: .ttl)
        try values.encode(updates, forKey: .updates)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }

    package func validate() throws(Fault) {
        _ = try FCMAccount(of: self)
        if let channel = androidChannel {
            guard (1...64).contains(channel.utf8.count), channel.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw .invalidSetting("android_channel", "The notification channel is not one.")
            }
        }
        guard ttl >= .zero, ttl <= .seconds(2_419_200) else {
            throw .invalidSetting("ttl", "The time to live is not between 0s and 28d.")
        }
        guard updates != .thread else {
            throw .invalidSetting("updates", "Notifications cannot hang below one another: write “post” or “edit”.")
        }
        try check(timeout: timeout, longest: FCMSettings.longestTimeout)
    }
}
