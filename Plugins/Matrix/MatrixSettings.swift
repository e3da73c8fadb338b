// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of a Matrix account can be set to; the server and the token must be.
package struct MatrixSettings: ChannelSettings, Hashable {
    /// What kind of message readers get.
    package enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
        /// What programs are expected to send: most readers' clients ring no bell for it.
        case notice = "m.notice"
        /// A message like any person's.
        case text = "m.text"
    }

    /// The homeserver's base URL.
    package var server: String
    /// Of the account that the messages come from.
    package var accessToken: Secret
    package var kind = Kind.notice
    package var updates = UpdateMode.thread
    /// For one request, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(15)
    /// Whether a server on loopback, private and link-local addresses, or without TLS, may be called.
    package var allowsPrivateNetworks = false

    package init(server: String, accessToken: Secret) {
        self.server = server
        self.accessToken = accessToken
    }

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case server, updates, timeout
        case accessToken = "access_token"
        case kind = "msgtype"
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            server: try values.decode(String.self, forKey: .server),
            accessToken: try values.decode(Secret.self, forKey: .accessToken)
        )
        self.kind = try values.decodeIfPresent(Kind.self, forKey: .kind) ?? kind
        self.updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? updates
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(server, forKey: .server)
        try values.encode(accessToken, forKey: .accessToken)
        try values.encode(kind, forKey: .kind)
        try values.encode(updates, forKey: .updates)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }
}

extension MatrixSettings {
    package func validate() throws(Fault) {
        let token = accessToken.reveal()
        guard (1...4_096).contains(token.utf8.count), token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidSetting(
                "access_token",
                "The access token is empty, too long or holds a character that none can have."
            )
        }
        try check(timeout: timeout, longest: MatrixSettings.longestTimeout)
        _ = try endpoint()
    }

    func endpoint() throws(Fault) -> ServerURL {
        try ServerURL(server, like: "https://matrix.market.example", allowsPlainHTTP: allowsPrivateNetworks)
    }
}
