// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of Gotify can be set to.
package struct GotifySettings: ChannelSettings, Hashable {
    package var server: String
    /// The application's token, for destinations without one of their own.
    package var token: Secret?
    /// For one exchange, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(10)
    package var allowsPrivateNetworks = false

    package init(server: String) { self.server = server }

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case server, token, timeout
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(server: try values.decode(String.self, forKey: .server))
        self.token = try values.decodeIfPresent(Secret.self, forKey: .token)
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(server, forKey: .server)
        try values.encodeIfPresent(token, forKey: .token)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }

    package func validate() throws(Fault) {
        _ = try endpoint()
        if let token, !GotifySettings.isToken(token) {
            throw .invalidSetting("token", "The token is empty or holds what no token can hold.")
        }
        try check(timeout: timeout, longest: GotifySettings.longestTimeout)
    }

    /// Whether a secret can stand in a header.
    static func isToken(_ secret: Secret) -> Bool {
        let bytes = secret.reveal().utf8
        return (1...256).contains(bytes.count) && bytes.allSatisfy { (0x21...0x7E).contains($0) }
    }

    func endpoint() throws(Fault) -> ServerURL {
        try ServerURL(
            server,
            like: "https://push.market.example",
            allowsPlainHTTP: allowsPrivateNetworks
        )
    }
}
