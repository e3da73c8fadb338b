// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of a Facebook page can be set to; the page and its token must be.
package struct FacebookPageSettings: ChannelSettings, Hashable {
    package var server = "https://graph.facebook.com"
    /// Of the Graph API, such as `v24.0`.
    package var version = "v24.0"
    /// The page's number.
    package var page: String
    /// A page access token with `pages_manage_posts`.
    package var token: Secret
    /// Pages have no threads: `post` or `edit`.
    package var updates = UpdateMode.post
    /// For one request, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(15)
    package var allowsPrivateNetworks = false

    package init(page: String, token: Secret) {
        self.page = page
        self.token = token
    }

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case server, version, page, token, updates, timeout
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            page: try values.decode(String.self, forKey: .page),
            token: try values.decode(Secret.self, forKey: .token)
        )
        server = try values.decodeIfPresent(String.self, forKey: .server) ?? server
        version = try values.decodeIfPresent(String.self, forKey: .version) ?? version
        updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? updates
        timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(server, forKey: .server)
        try values.encode(version, forKey: .version)
        try values.encode(page, forKey: .page)
        try values.encode(token, forKey: .token)
        try values.encode(updates, forKey: .updates)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }
}

extension FacebookPageSettings {
    package func validate() throws(Fault) {
        _ = try endpoint()
        let number = version.utf8.dropFirst().split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard
            version.hasPrefix("v"), number.count == 2,
            number.allSatisfy({ (1...3).contains($0.count) && $0.allSatisfy { (0x30...0x39).contains($0) } })
        else { throw .invalidSetting("version", "The version of the Graph API is not written like v24.0.") }
        try check(number: page, key: "page", "The page is not given by its number.")
        try check(
            token,
            key: "token",
            longest: 1_024,
            "The access token is too short, too long or holds a character that no token has."
        )
        guard updates != .thread else { throw .invalidSetting("updates", "A page has no threads: write post or edit.") }
        try check(timeout: timeout, longest: FacebookPageSettings.longestTimeout)
    }

    func endpoint() throws(Fault) -> ServerURL {
        try ServerURL(server, like: "https://graph.facebook.com", allowsPlainHTTP: allowsPrivateNetworks)
    }
}
