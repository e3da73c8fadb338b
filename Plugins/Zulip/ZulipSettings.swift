// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of a Zulip bot can be set to; where it lives and who it is must be.
package struct ZulipSettings: ChannelSettings, Hashable {
    /// The organisation's base URL.
    package var server: String
    /// The bot's address, as its settings show it.
    package var email: String
    package var apiKey: Secret
    package var updates = UpdateMode.thread
    /// Where messages go that have no topic of their own.
    package var topic = "Status"
    /// For one request, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(15)
    /// Whether a server on loopback, private and link-local addresses, or without TLS, may be called.
    package var allowsPrivateNetworks = false

    package init(server: String, email: String, apiKey: Secret) {
        self.server = server
        self.email = email
        self.apiKey = apiKey
    }

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case server, email, updates, topic, timeout
        case apiKey = "api_key"
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            server: try values.decode(String.self, forKey: .server),
            email: try values.decode(String.self, forKey: .email),
            apiKey: try values.decode(Secret.self, forKey: .apiKey)
        )
        self.updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? updates
        self.topic = try values.decodeIfPresent(String.self, forKey: .topic) ?? topic
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(server, forKey: .server)
        try values.encode(email, forKey: .email)
        try values.encode(apiKey, forKey: .apiKey)
        try values.encode(updates, forKey: .updates)
        try values.encode(topic, forKey: .topic)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }
}

extension ZulipSettings {
    package func validate() throws(Fault) {
        guard ZulipTarget.isMailAddress(email), !email.contains(":") else {
            throw .invalidSetting("email", "The bot's address is not a mail address.")
        }
        let key = apiKey.reveal()
        guard (1...256).contains(key.utf8.count), key.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidSetting("api_key", "The API key is empty, too long or holds a character that none can have.")
        }
        guard ZulipTopic(topic) != nil else {
            throw .invalidSetting(
                "topic",
                "The topic is empty, longer than 60 characters or holds a control character."
            )
        }
        try check(timeout: timeout, longest: ZulipSettings.longestTimeout)
        _ = try endpoint()
    }

    func endpoint() throws(Fault) -> ServerURL {
        try ServerURL(server, like: "https://market.zulipchat.com", allowsPlainHTTP: allowsPrivateNetworks)
    }
}
