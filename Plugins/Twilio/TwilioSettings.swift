// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of text messages by Twilio can be set to; the account, its token and a sender must be.
package struct TwilioSettings: ChannelSettings, Hashable {
    package var server = "https://api.twilio.com"
    /// `AC` and 32 hexadecimal digits.
    package var account: String
    /// An API key, `SK` and 32 hexadecimal digits, whose secret is the ``token`` then.
    package var apiKey: String?
    /// The account's auth token, or the API key's secret.
    package var token: Secret
    /// A number of one's own, a short code, or a name of 11 letters at the most.
    package var from: String?
    /// `MG` and 32 hexadecimal digits, in place of ``from``.
    package var messagingService: String?
    package var maxSegments = 3
    package var transliterate = Transliteration.punctuation
    /// After which an undelivered message is worth nothing any more.
    package var validity: Duration = .seconds(3_600)
    /// For one request, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(15)
    package var allowsPrivateNetworks = false

    package init(account: String, token: Secret) {
        self.account = account
        self.token = token
    }

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case server, account, token, from, transliterate, validity, timeout
        case apiKey = "api_key"
        case messagingService = "messaging_service"
        case maxSegments = "max_segments"
        case allowsPrivateNetworks = "allow_private_networks"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            account: try values.decode(String.self, forKey: .account),
            token: try values.decode(Secret.self, forKey: .token)
        )
        server = try values.decodeIfPresent(String.self, forKey: .server) ?? server
        apiKey = try values.decodeIfPresent(String.self, forKey: .apiKey)
        from = try values.decodeIfPresent(String.self, forKey: .from)
        messagingService = try values.decodeIfPresent(String.self, forKey: .messagingService)
        maxSegments = try values.decodeIfPresent(Int.self, forKey: .maxSegments) ?? maxSegments
        transliterate = try values.decodeIfPresent(Transliteration.self, forKey: .transliterate) ?? transliterate
        validity = try values.decodeIfPresent(SettingDuration.self, forKey: .validity)?.value ?? validity
        timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? timeout
        allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? allowsPrivateNetworks
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(server, forKey: .server)
        try values.encode(account, forKey: .account)
        try values.encodeIfPresent(apiKey, forKey: .apiKey)
        try values.encode(token, forKey: .token)
        try values.encodeIfPresent(from, forKey: .from)
        try values.encodeIfPresent(messagingService, forKey: .messagingService)
        try values.encode(maxSegments, forKey: .maxSegments)
        try values.encode(transliterate, forKey: .transliterate)
        try values.encode(SettingDuration(validity), forKey: .validity)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
    }
}

extension TwilioSettings {
    package func validate() throws(Fault) {
        _ = try endpoint()
        guard isIdentifier(account, "AC") else {
            throw .invalidSetting("account", "The account's SID is not “AC” and 32 hexadecimal digits.")
        }
        guard apiKey.map({ isIdentifier($0, "SK") }) ?? true else {
            throw .invalidSetting("api_key", "The API key's SID is not “SK” and 32 hexadecimal digits.")
        }
        let letters = token.reveal().utf8
        guard (16...128).contains(letters.count), letters.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .invalidSetting("token", "The token is too short, too long or holds a character that no token has.")
        }
        guard (from == nil) != (messagingService == nil) else {
            throw .invalidSetting("from", "Exactly one of “from” and “messaging_service” says who sends.")
        }
        guard messagingService.map({ isIdentifier($0, "MG") }) ?? true else {
            throw .invalidSetting("messaging_service", "The service's SID is not “MG” and 32 hexadecimal digits.")
        }
        guard from.map(isSender) ?? true else {
            throw .invalidSetting(
                "from",
                "The sender is no number such as +4915112345678, short code or name of 11 letters."
            )
        }
        guard (1...10).contains(maxSegments) else {
            throw .invalidSetting("max_segments", "The number of segments is not between 1 and 10.")
        }
        guard validity >= .seconds(1), validity <= .seconds(36_000) else {
            throw .invalidSetting("validity", "The validity is not between 1s and 10h.")
        }
        try check(timeout: timeout, longest: TwilioSettings.longestTimeout)
    }

    func endpoint() throws(Fault) -> ServerURL {
        try ServerURL(server, like: "https://api.twilio.com", allowsPlainHTTP: allowsPrivateNetworks)
    }

    private func isIdentifier(_ text: String, _ prefix: String) -> Bool {
        text.hasPrefix(prefix) && text.utf8.count == 34
            && text.utf8.dropFirst(2)
                .allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
                }
    }

    private func isSender(_ text: String) -> Bool {
        let bytes = text.utf8
        if PhoneNumber(text) != nil { return true }
        let isCode = (3...8).contains(bytes.count) && bytes.allSatisfy { (0x30...0x39).contains($0) }
        let isName =
            (1...11).contains(bytes.count) && bytes.contains { (0x61...0x7A).contains($0 | 0x20) }
            && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || " &_-+".contains($0)) }
        return isCode || isName
    }
}
