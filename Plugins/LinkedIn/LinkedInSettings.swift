// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of a LinkedIn author can be set to; author, version and token must be.
package struct LinkedInSettings: ChannelSettings, Hashable {
    package enum Visibility: String, Codable, Hashable, Sendable, CaseIterable {
        case everybody = "public"
        case connections
    }

    package var server = "https://api.linkedin.com"
    /// Of the API, `YYYYMM`: LinkedIn retires each after about a year.
    package var version: String
    /// `urn:li:organization:…` or `urn:li:person:…`.
    package var author: String
    /// An access token with `w_organization_social` or `w_member_social`.
    package var token: Secret
    package var visibility = Visibility.everybody
    /// For one request, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(15)
    package var allowsPrivateNetworks = false

    package init(author: String, version: String, token: Secret) {
        self.author = author
        self.version = version
        self.token = token
    }

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case server, version, author, token, visibility, timeout
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            author: try values.decode(String.self, forKey: .author),
            version: try values.decode(String.self, forKey: .version),
            token: try values.decode(Secret.self, forKey: .token)
        )
        server = try values.decodeIfPresent(String.self, forKey: .server) ?? server
        visibility = try values.decodeIfPresent(Visibility.self, forKey: .visibility) ?? visibility
        timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(server, forKey: .server)
        try values.encode(version, forKey: .version)
        try values.encode(author, forKey: .author)
        try values.encode(token, forKey: .token)
        try values.encode(visibility, forKey: .visibility)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }
}

extension LinkedInSettings {
    package func validate() throws(Fault) {
        _ = try endpoint()
        guard version.utf8.count == 6, version.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let month = Int(version.suffix(2)), (1...12).contains(month)
        else {
            throw .invalidSetting("version", "The version of the API is not written as year and month, such as 202610.")
        }
        let name = ["urn:li:organization:", "urn:li:person:"].first { author.hasPrefix($0) }
            .map { author.utf8.dropFirst($0.utf8.count) }
        guard let name, (1...64).contains(name.count), name.allSatisfy(LinkedInSettings.isNameByte) else {
            throw .invalidSetting("author", "The author is neither urn:li:organization: nor urn:li:person: and a name.")
        }
        try check(
            token,
            key: "token",
            longest: 4_096,
            "The access token is too short, too long or holds a character that no token has."
        )
        try check(timeout: timeout, longest: LinkedInSettings.longestTimeout)
    }

    func endpoint() throws(Fault) -> ServerURL {
        try ServerURL(server, like: "https://api.linkedin.com", allowsPlainHTTP: allowsPrivateNetworks)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "_"): true
        default: false
        }
    }
}
