// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of a Telegram bot can be set to; only the token must be.
package struct TelegramSettings: ChannelSettings, Hashable {
    /// What BotFather gave out for the bot.
    package var token: Secret
    /// Where the Bot API is served; an own server speaks the same.
    package var server = "https://api.telegram.org"
    package var updates = UpdateMode.thread
    /// For one request, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(15)
    /// Whether a server on loopback, private and link-local addresses, or without TLS, may be called.
    package var allowsPrivateNetworks = false

    package init(token: Secret) { self.token = token }

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case token, server, updates, timeout
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let defaults = TelegramSettings(token: try values.decode(Secret.self, forKey: .token))
        self.token = defaults.token
        self.server = try values.decodeIfPresent(String.self, forKey: .server) ?? defaults.server
        self.updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? defaults.updates
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? defaults.timeout
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? defaults.allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(token, forKey: .token)
        try values.encode(server, forKey: .server)
        try values.encode(updates, forKey: .updates)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }
}

extension TelegramSettings {
    package func validate() throws(Fault) {
        let parts = token.reveal().utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        let isToken =
            parts.count == 2 && !parts[0].isEmpty && parts[0].allSatisfy { (0x30...0x39).contains($0) }
            && (3...128).contains(parts[1].count) && parts[1].allSatisfy(TelegramSettings.isTokenByte)
        guard isToken else {
            throw .invalidSetting(
                "token",
                "The bot's token is not digits, a colon and the letters that BotFather gave out."
            )
        }
        try check(timeout: timeout, longest: TelegramSettings.longestTimeout)
        _ = try endpoint()
    }

    func endpoint() throws(Fault) -> ServerURL {
        try ServerURL(server, like: "https://api.telegram.org", allowsPlainHTTP: allowsPrivateNetworks)
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
