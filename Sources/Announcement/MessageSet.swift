// SPDX-License-Identifier: Apache-2.0

/// One message in every locale it was written in, and in the wordings that single kinds of channel use instead.
///
/// It is what a ledger keeps beside an accepted message: the locale and the wording are chosen for each destination
/// when its turn comes.
public struct MessageSet: Hashable, Sendable {
    /// The wording in the default locale: for everyone whose own locale is not there.
    public var standard: Message
    /// The other locales.
    public var translations: [Message]
    /// By the channel's kind, such as `email`: the locales in which that kind says it differently.
    public var overrides: [String: [Message]]

    public init(_ standard: Message, translations: [Message] = [], overrides: [String: [Message]] = [:]) {
        self.standard = standard
        self.translations = translations
        self.overrides = overrides.filter { !$0.value.isEmpty }
    }

    /// Every locale once, the default first; without the overrides.
    public var messages: [Message] { [standard] + translations }

    /// The wording for a reader.
    ///
    /// The locale and its shorter forms come first (RFC 4647 3.4), then another variety of the same language, then
    /// the default; in the locale so found, the plugin's own wording comes before the common one.
    ///
    /// `locale` is the destination's, nil for one that did not say; `plugin` is the kind of the channel.
    public func message(for locale: LocaleTag?, plugin: String) -> Message {
        let common = serving(locale) ?? standard
        return overrides[plugin]?.first { $0.locale == common.locale } ?? common
    }

    /// Whether readers of `locale` are given their own language.
    public func serves(_ locale: LocaleTag) -> Bool { serving(locale) != nil }

    private func serving(_ locale: LocaleTag?) -> Message? {
        guard let locale else { return nil }
        let messages = messages
        for tag in locale.lookupChain {
            if let exact = messages.first(where: { $0.locale == tag }) { return exact }
        }
        return messages.first { $0.locale.language == locale.language }
    }
}

extension MessageSet: Codable {
    private enum CodingKeys: String, CodingKey { case messages, overrides }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let messages = try values.decode([Message].self, forKey: .messages)
        guard let standard = messages.first else {
            throw DecodingError.dataCorruptedError(
                forKey: .messages,
                in: values,
                debugDescription: "a set of messages holds at least one"
            )
        }
        self.init(
            standard,
            translations: Array(messages.dropFirst()),
            overrides: try values.decodeIfPresent([String: [Message]].self, forKey: .overrides) ?? [:]
        )
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(messages, forKey: .messages)
        if !overrides.isEmpty { try values.encode(overrides, forKey: .overrides) }
    }
}
