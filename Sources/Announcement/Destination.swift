// SPDX-License-Identifier: Apache-2.0

/// One address on one channel.
public struct Destination: Codable, Hashable, Sendable {
    public var channel: ChannelName
    /// What the channel calls an address: a mailbox, a URL, a banner's name, a room.
    public var address: String
    public var locale: LocaleTag?
    public var tags: [String]
    /// Where the destination's own secret is kept, never the secret itself.
    public var secret: SecretReference?
    /// Where to turn, in this order, when the address cannot be reached.
    public var fallbacks: [Destination]

    public init(
        channel: ChannelName,
        address: String,
        locale: LocaleTag? = nil,
        tags: [String] = [],
        secret: SecretReference? = nil,
        fallbacks: [Destination] = []
    ) {
        self.channel = channel
        self.address = address
        self.locale = locale
        self.tags = tags
        self.secret = secret
        self.fallbacks = fallbacks
    }

    private enum CodingKeys: String, CodingKey {
        case channel, locale, tags, secret
        case address = "to"
        case fallbacks = "else"
    }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.channel = try values.decode(ChannelName.self, forKey: .channel)
        self.address = try values.decode(String.self, forKey: .address)
        self.locale = try values.decodeIfPresent(LocaleTag.self, forKey: .locale)
        self.tags = try values.decodeIfPresent([String].self, forKey: .tags) ?? []
        self.secret = try values.decodeIfPresent(SecretReference.self, forKey: .secret)
        self.fallbacks = try values.decodeIfPresent([Destination].self, forKey: .fallbacks) ?? []
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(channel, forKey: .channel)
        try values.encode(address, forKey: .address)
        try values.encodeIfPresent(locale, forKey: .locale)
        if !tags.isEmpty { try values.encode(tags, forKey: .tags) }
        try values.encodeIfPresent(secret, forKey: .secret)
        if !fallbacks.isEmpty { try values.encode(fallbacks, forKey: .fallbacks) }
    }
}

/// Where a secret is kept: `env:NAME` or `file:PATH`.
///
/// A secret written out in full is refused, so that none reaches the database or a rendering.
public struct SecretReference: Hashable, Sendable, Codable, CustomStringConvertible {
    public let text: String

    public init?(_ text: some StringProtocol) {
        let place = text.drop { $0 != ":" }.dropFirst()
        guard text.hasPrefix("env:") || text.hasPrefix("file:"), !place.isEmpty, !place.contains("\0") else {
            return nil
        }
        self.text = String(text)
    }

    public var description: String { text }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = SecretReference(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "a secret is given by reference only: env:NAME or file:PATH"
            )
        }
        self = value
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
