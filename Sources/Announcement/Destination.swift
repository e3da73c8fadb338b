// SPDX-License-Identifier: Apache-2.0

/// One address on one channel.
public struct Destination: Codable, Hashable, Sendable {
    // Optionals are spelled out here: one with a question mark is set to nil before the initializer sets it, and for that
    // the compiler copies all there is in the end, for each destination of a fan-out.

    public var channel: ChannelName
    /// What the channel calls an address: a mailbox, a URL, a banner's name, a room.
    public var address: String
    public var locale: Optional<LocaleTag>
    public var tags: [String]
    /// Where the destination's own secret is kept, never the secret itself.
    public var secret: Optional<SecretReference>
    /// Where to turn, in this order, when the address cannot be reached.
    public var fallbacks: [Destination]
    /// Who is behind the address, as the audience's owner calls them: of several addresses of one person on one channel,
    /// a message takes one.
    public var person: Optional<String>
    /// What a message may say to this reader alone, by name: a greeting, an order's number.
    public var variables: [String: String]

    public init(
        channel: ChannelName,
        address: String,
        locale: LocaleTag? = nil,
        tags: [String] = [],
        secret: SecretReference? = nil,
        fallbacks: [Destination] = [],
        person: String? = nil,
        variables: [String: String] = [:]
    ) {
        self.channel = channel
        self.address = address
        self.locale = locale
        self.tags = tags
        self.secret = secret
        self.fallbacks = fallbacks
        self.person = person
        self.variables = variables
    }

    private enum CodingKeys: String, CodingKey {
        case channel, locale, tags, secret, person, variables
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
        self.person = try values.decodeIfPresent(String.self, forKey: .person)
        self.variables = try values.decodeIfPresent([String: String].self, forKey: .variables) ?? [:]
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(channel, forKey: .channel)
        try values.encode(address, forKey: .address)
        try values.encodeIfPresent(locale, forKey: .locale)
        if !tags.isEmpty { try values.encode(tags, forKey: .tags) }
        try values.encodeIfPresent(secret, forKey: .secret)
        if !fallbacks.isEmpty { try values.encode(fallbacks, forKey: .fallbacks) }
        try values.encodeIfPresent(person, forKey: .person)
        if !variables.isEmpty { try values.encode(variables, forKey: .variables) }
    }
}

/// Where a secret is kept: `env:NAME` or `file:PATH`, or `hub:NAME` for one that the hub derives from its own key.
///
/// A secret written out in full is refused, so that none reaches the database or a rendering.
public struct SecretReference: Hashable, Sendable, Codable, CustomStringConvertible {
    public let text: String

    public init?(_ text: some StringProtocol) {
        let place = text.drop { $0 != ":" }.dropFirst()
        let isReference = ["env:", "file:", "hub:"].contains { text.hasPrefix($0) }
        guard isReference, !place.isEmpty, !place.contains("\0") else {
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
