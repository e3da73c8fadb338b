// SPDX-License-Identifier: Apache-2.0

import Announcement

/// Reads one destination, from the configuration or from a request.
enum DestinationFields {
    /// Here `channels` is the names of the configured channels.
    static func read(_ fields: Fields, channels: [String], problems: Problems) -> Destination? {
        var destination = address(fields, channels: channels)
        for (document, pointer) in fields.list("else") ?? [] {
            let inner = Fields(document, at: pointer, problems: problems)
            if inner.value("else") != nil {
                inner.problem(
                    "else",
                    "An address under “else” has no “else” of its own.",
                    suggestion: "List the addresses one after the other, best first."
                )
            }
            let other = address(inner, channels: channels)
            inner.finish()
            guard let other else { continue }
            if other.channel == destination?.channel, other.address == destination?.address {
                inner.problem("to", "That is the address itself.", suggestion: "Name another address under “else”.")
            }
            destination?.fallbacks.append(other)
        }
        fields.finish()
        return destination
    }

    /// A destination of the configuration: the secrets that it and its other addresses refer to must be there.
    static func readConfigured(
        _ document: Document,
        at pointer: String,
        channels: Set<ChannelName>,
        resolver: ScalarResolver,
        problems: Problems
    ) -> Destination? {
        let fields = Fields(document, at: pointer, problems: problems)
        let destination = read(fields, channels: channels.map(\.text).sorted(), problems: problems)
        resolveSecret(of: document, at: pointer, resolver)
        if case .list(let others)? = document["else"]?.content {
            for (index, other) in others.enumerated() {
                resolveSecret(of: other, at: "\(pointer)/else/\(index)", resolver)
            }
        }
        return destination
    }

    private static func resolveSecret(of document: Document, at pointer: String, _ resolver: ScalarResolver) {
        guard let value = document["secret"], case .string(let text) = value.content,
            let reference = SecretReference(text)
        else { return }
        _ = resolver.value(of: reference, at: "\(pointer)/secret", line: value.line)
    }

    /// Everything but the other addresses.
    private static func address(_ fields: Fields, channels: [String]) -> Destination? {
        let channel = fields.parsed("channel", "a configured channel", required: true, choices: channels) {
            channels.contains($0) ? ChannelName($0) : nil
        }
        let address = fields.string("to", required: true)
        if let address, address.isEmpty || address.utf8.count > 2_048 {
            fields.problem("to", "An address has 1 to 2,048 bytes.")
        }
        let locale = fields.parsed("locale", "a language tag such as en or de-AT") { LocaleTag($0) }
        let tags = fields.parsedList("tags", "a tag") { $0.isEmpty || $0.count > 64 ? nil : $0 } ?? []
        let secret = fields.secretReference("secret")
        guard let channel, let address else { return nil }
        return Destination(channel: channel, address: address, locale: locale, tags: tags, secret: secret)
    }
}
