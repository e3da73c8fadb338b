// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of ntfy can be set to; every key may be left out.
package struct NtfySettings: ChannelSettings, Hashable {
    package var server = "https://ntfy.sh"
    /// An access token, for topics without one of their own.
    package var token: Secret?
    package var updates = UpdateMode.post
    /// Whether messages are marked up; apps that cannot show it show the marks.
    package var isMarkdown = false
    /// For one exchange, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(10)
    package var allowsPrivateNetworks = false

    package init() {}

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case server, token, updates, timeout
        case isMarkdown = "markdown"
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.server = try values.decodeIfPresent(String.self, forKey: .server) ?? server
        self.token = try values.decodeIfPresent(Secret.self, forKey: .token)
        self.updates = try values.decodeIfPresent(UpdateMode.self, forKey: .updates) ?? updates
        self.isMarkdown = try values.decodeIfPresent(Bool.self, forKey: .isMarkdown) ?? isMarkdown
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(server, forKey: .server)
        try values.encodeIfPresent(token, forKey: .token)
        try values.encode(updates, forKey: .updates)
        try values.encode(isMarkdown, forKey: .isMarkdown)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }

    package func validate() throws(Fault) {
        _ = try endpoint()
        if let token, !NtfySettings.isToken(token) {
            throw .invalidSetting("token", "The access token is empty or holds what no token can hold.")
        }
        guard updates != .thread else {
            throw .invalidSetting("updates", "ntfy has no threads: write “post” or “edit”.")
        }
        try check(timeout: timeout, longest: NtfySettings.longestTimeout)
    }

    /// Whether a secret can stand in a header.
    static func isToken(_ secret: Secret) -> Bool {
        let bytes = secret.reveal().utf8
        return (1...512).contains(bytes.count) && bytes.allSatisfy { (0x21...0x7E).contains($0) }
    }

    func endpoint() throws(Fault) -> ServerURL {
        try ServerURL(
            server,
            like: "https://ntfy.sh",
            mayHavePath: false,
            allowsPlainHTTP: allowsPrivateNetworks
        )
    }
}
