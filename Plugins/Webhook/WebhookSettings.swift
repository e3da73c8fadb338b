// SPDX-License-Identifier: Apache-2.0

package import Announcement
package import ChannelKit

/// What a channel of webhooks can be set to; every key may be left out.
package struct WebhookSettings: ChannelSettings, Hashable {
    package enum Format: String, Codable, Hashable, Sendable, CaseIterable {
        /// `{"type", "timestamp", "data"}`, as Standard Webhooks recommends.
        case standard
        /// The same `data` in a CloudEvents 1.0 envelope, structured mode.
        case cloudEvents = "cloudevents"
    }

    /// Whether endpoints on loopback, private and link-local addresses may be called.
    package var allowsPrivateNetworks = false
    /// Whether endpoints without TLS are refused.
    package var isHTTPSOnly = false
    package var format = Format.standard
    /// Signs for every destination that brings no secret of its own; may hold several.
    package var secret: Secret?
    package var secrets: [Secret] = []
    /// Sent with every request; a value may be a credential, so each is kept as a secret.
    package var headers: [String: Secret] = [:]
    /// For one exchange, name resolution included; at most ``longestTimeout``.
    package var timeout: Duration = .seconds(15)

    package init() {}

    package static let longestTimeout: Duration = .seconds(30)

    private enum CodingKeys: String, CodingKey {
        case format, secret, secrets, headers, timeout
        case allowsPrivateNetworks = "allow_private_networks"
        case isHTTPSOnly = "https_only"
    }

    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let defaults = WebhookSettings()
        self.allowsPrivateNetworks =
            try values.decodeIfPresent(Bool.self, forKey: .allowsPrivateNetworks) ?? defaults.allowsPrivateNetworks
        self.isHTTPSOnly = try values.decodeIfPresent(Bool.self, forKey: .isHTTPSOnly) ?? defaults.isHTTPSOnly
        self.format = try values.decodeIfPresent(Format.self, forKey: .format) ?? defaults.format
        self.secret = try values.decodeIfPresent(Secret.self, forKey: .secret)
        self.secrets = try values.decodeIfPresent([Secret].self, forKey: .secrets) ?? []
        self.headers = try values.decodeIfPresent([String: Secret].self, forKey: .headers) ?? [:]
        self.timeout = try values.decodeIfPresent(SettingDuration.self, forKey: .timeout)?.value ?? defaults.timeout
    }

    package func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(allowsPrivateNetworks, forKey: .allowsPrivateNetworks)
        try values.encode(isHTTPSOnly, forKey: .isHTTPSOnly)
        try values.encode(format, forKey: .format)
        try values.encodeIfPresent(secret, forKey: .secret)
        try values.encode(secrets, forKey: .secrets)
        try values.encode(headers, forKey: .headers)
        try values.encode(SettingDuration(timeout), forKey: .timeout)
    }
}

extension WebhookSettings {
    package func validate() throws(Fault) {
        _ = try keys()
        guard timeout >= .seconds(1), timeout <= WebhookSettings.longestTimeout else {
            throw WebhookSettings.invalid("timeout", "The timeout is not between 1s and 30s.")
        }
        var seen: Set<String> = []
        for name in headers.keys.sorted() {
            try WebhookSettings.validate(header: name, headers[name]?.reveal() ?? "")
            guard seen.insert(name.lowercased()).inserted else {
                throw WebhookSettings.invalid("headers", "A header is given twice: its name differs in case alone.")
            }
        }
    }

    /// The keys that sign where a destination brings none of its own.
    func keys() throws(Fault) -> [WebhookKey] {
        var keys: [WebhookKey] = []
        for (key, secret) in [("secret", secret)] + secrets.map({ ("secrets", Optional($0)) }) {
            guard let secret else { continue }
            do throws(WebhookKey.Refusal) {
                keys += try WebhookKey.keys(in: secret)
            } catch {
                throw WebhookSettings.invalid(key, "The signing secret cannot be used: \(error.reason).")
            }
        }
        guard keys.count <= WebhookKey.mostAtOnce else {
            throw WebhookSettings.invalid("secrets", "More than \(WebhookKey.mostAtOnce) signing secrets.")
        }
        return keys
    }

    /// Names that the signature, the payload or the connection depends on.
    private static let reservedHeaders: Set<String> = [
        "connection", "content-encoding", "content-length", "content-type", "expect", "host", "keep-alive", "te",
        "trailer", "transfer-encoding", "upgrade", "user-agent",
    ]

    private static func validate(header name: String, _ value: String) throws(Fault) {
        let isToken = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
        guard isToken, (1...128).contains(name.utf8.count) else {
            throw invalid("headers", "A header's name is empty, too long or holds a character that no header can have.")
        }
        let lowered = name.lowercased()
        guard
            !reservedHeaders.contains(lowered), !lowered.hasPrefix("webhook-"), !lowered.hasPrefix("proxy-"),
            !lowered.hasPrefix("ce-")
        else { throw invalid("headers", "The header “\(name)” is set by the channel itself.") }
        guard value.utf8.count <= 4_096, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            throw invalid("headers", "The value of “\(name)” is too long or holds a line break or control character.")
        }
    }

    private static func invalid(_ key: String, _ message: String) -> Fault {
        Fault(.configurationInvalid, message, context: ["where": key])
    }
}
