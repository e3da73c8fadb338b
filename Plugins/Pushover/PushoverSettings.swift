// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of Pushover can be set to.
package struct PushoverSettings: ChannelSettings, Hashable {
    /// The application's token.
    package var token: Secret
    package var server = "https://api.pushover.net"
    /// Whether what is most severe rings until somebody acknowledges it.
    package var isEmergency = false
    /// A sound of Pushover's; nil for the one that each reader has chosen.
    package var sound: String?
    /// For one exchange, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(10)
    package var allowsPrivateNetworks = false

    package init(token: Secret) { self.token = token }

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case token, server, sound, timeout
        case isEmergency = "emergency"
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(token: try values.decode(Secret.self, forKey: .token))
        self.server = try values.decodeIfPresent(String.self, forKey: .server) ?? server
        self.isEmergency = try values.decodeIfPresent(Bool.self, forKey: .isEmergency) ?? isEmergency
        self.sound = try values.decodeIfPresent(String.self, forKey: .sound)
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(token, forKey: .token)
        try values.encode(server, forKey: .server)
        try values.encode(isEmergency, forKey: .isEmergency)
        try values.encodeIfPresent(sound, forKey: .sound)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }

    package func validate() throws(Fault) {
        _ = try endpoint()
        guard PushoverRecipient.isKey(token.reveal()[...]) else {
            throw .invalidSetting("token", "The application's token is not 30 letters and digits.")
        }
        if let sound, !(1...64).contains(sound.utf8.count) || !sound.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
            throw .invalidSetting("sound", "The sound is not the name of one.")
        }
        try check(timeout: timeout, longest: PushoverSettings.longestTimeout)
    }

    func endpoint() throws(Fault) -> ServerURL {
        try ServerURL(
            server,
            like: "https://api.pushover.net",
            mayHavePath: false,
            allowsPlainHTTP: allowsPrivateNetworks
        )
    }
}
