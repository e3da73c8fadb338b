// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of Apple's push notifications can be set to.
package struct APNsSettings: ChannelSettings, Hashable {
    /// Which of Apple's two services the device tokens belong to.
    package enum Environment: String, Codable, Hashable, Sendable, CaseIterable {
        case production, sandbox

        package var server: String {
            switch self {
            case .production: "https://api.push.apple.com"
            case .sandbox: "https://api.sandbox.push.apple.com"
            }
        }
    }

    package var team: String
    package var keyID: String
    /// The signing key as Apple gives it out: PEM.
    package var key: Secret
    /// What is turned to once Apple refuses the first key.
    package var nextKeyID: String?
    package var nextKey: Secret?
    /// The app's bundle identifier.
    package var topic: String
    package var environment = Environment.production
    /// In place of Apple's own, for a stand-in.
    package var server: String?
    /// How long Apple keeps a message for a device that is not there.
    package var ttl: Duration = .seconds(4 * 3_600)
    package var updates = UpdateMode.thread
    package var sound = "default"
    /// For one exchange, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(10)
    package var allowsPrivateNetworks = false

    package init(team: String, keyID: String, key: Secret, topic: String) {
        self.team = team
        self.keyID = keyID
        self.key = key
        self.topic = topic
    }

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case key, topic, environment, server, ttl, updates, sound, timeout
        case team = "team_id"
        case keyID = "key_id"
        case nextKeyID = "next_key_id"
        case nextKey = "next_key"
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            team: try values.decode(String.self, forKey: .team),
            keyID: try values.decode(String.self, forKey: .keyID),
            key: try values.decode(Secret.self, forKey: .key),
            topic: try values.decode(String.self, forKey: .topic)
        )
        self.nextKeyID = try values.decodeIfPresent(String.self, forKey: .nextKeyID)
        self.nextKey = try values.decodeIfPresent(Secret.self, forKey: .nextKey)
        self.environment = try values.decodeIfPresent(Environment.self, forKey: .environment) ?? environment
        self.server = try values.decodeIfPresent(String.self, forKey: .server)
        self.ttl = try values.decodeIfPresent(SettingDuration.self, forKey: .ttl)?.value ?? ttl
        self.updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? updates
        self.sound = try values.decodeIfPresent(String.self, forKey: .sound) ?? sound
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(team, forKey: .team)
        try values.encode(keyID, forKey: .keyID)
        try values.encode(key, forKey: .key)
        try values.encodeIfPresent(nextKeyID, forKey: .nextKeyID)
        try values.encodeIfPresent(nextKey, forKey: .nextKey)
        try values.encode(topic, forKey: .topic)
        try values.encode(environment, forKey: .environment)
        try values.encodeIfPresent(server, forKey: .server)
        try values.encode(SettingDuration(ttl), forKey: .ttl)
        try values.encode(updates, forKey: .updates)
        try values.encode(sound, forKey: .sound)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }
}

extension APNsSettings {
    package func validate() throws(Fault) {
        _ = try ProviderToken(of: self)
        _ = try endpoint()
        for (key, text) in [("team_id", team), ("key_id", keyID), ("next_key_id", nextKeyID)] {
            guard let text else { continue }
            guard text.utf8.count == 10, text.utf8.allSatisfy(\.isLetterOrDigit) else {
                throw .invalidSetting(key, "“\(key)” is not 10 letters and digits.")
            }
        }
        guard (nextKey == nil) == (nextKeyID == nil) else {
            throw .invalidSetting("next_key_id", "A second key needs both `next_key` and `next_key_id`.")
        }
        let isBundle = topic.utf8.allSatisfy {
            $0.isLetterOrDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-")
        }
        guard isBundle, (1...155).contains(topic.utf8.count) else {
            throw .invalidSetting("topic", "The topic is not an app's bundle identifier.")
        }
        guard ttl >= .zero, ttl <= .seconds(30 * 86_400) else {
            throw .invalidSetting("ttl", "The time to live is not between 0s and 30d.")
        }
        guard sound.utf8.count <= 64, sound.unicodeScalars.allSatisfy({ $0.value >= 0x20 }) else {
            throw .invalidSetting("sound", "The sound is not the name of a file.")
        }
        try check(timeout: timeout, longest: APNsSettings.longestTimeout)
    }

    func endpoint() throws(Fault) -> ServerURL {
        try ServerURL(
            server ?? environment.server,
            like: "https://api.push.apple.com",
            mayHavePath: false,
            allowsPlainHTTP: allowsPrivateNetworks
        )
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
