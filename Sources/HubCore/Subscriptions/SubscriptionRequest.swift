// SPDX-License-Identifier: Apache-2.0

package import Announcement

/// What someone asks to be told, read from a form or from JSON; checked against what is offered.
package struct SubscriptionRequest: Sendable, Hashable {
    package var channel: ChannelName
    /// As it was given.
    package var address: String
    package var audience: AudienceName
    package var interest: Interest
    package var locale: LocaleTag?

    /// No endpoint is longer than 2,048 bytes; a browser's comes with its keys.
    private static let longestAddress = 2_560

    /// - Throws: the first of everything that is wrong with the document.
    package init(_ document: Document, offer: SubscriptionOffer) throws(Fault) {
        let problems = Problems(.request)
        let fields = Fields(document, problems: problems)
        let channel = fields.parsed(
            "channel",
            "a channel that readers can choose",
            choices: offer.channels.map(\.text)
        ) { text in offer.channels.first { $0.text == text } }
        let address = fields.string("to", required: true)
        if let address, address.isEmpty || address.utf8.count > Self.longestAddress {
            fields.problem("to", "An address has 1 to \(Self.longestAddress) bytes.")
        }
        let audience = fields.parsed(
            "audience",
            "an audience that readers can choose",
            choices: offer.audiences.map(\.name.text)
        ) { text in offer.audiences.first { $0.name.text == text }?.name }
        self.interest = Self.interest(fields, offer: offer)
        self.locale = fields.parsed("locale", "a language tag such as en or de-AT") { LocaleTag($0) }
        fields.finish()
        try problems.throwIfAny()
        guard let channel = channel ?? offer.channels.first, let audience = audience ?? offer.audiences.first?.name,
            let address
        else { throw Fault(.schemaInvalid, "The wish cannot be read.") }
        self.channel = channel
        self.address = address
        self.audience = audience
    }

    /// Reads `components`, `severity` and `incident`.
    static func interest(_ fields: Fields, offer: SubscriptionOffer) -> Interest {
        let known = offer.components.map(\.name)
        let components =
            fields.parsedList("components", "a component's name", choices: known.map(\.text)) { text in
                ComponentName(text).flatMap { known.isEmpty || known.contains($0) ? $0 : nil }
            } ?? []
        if components.count > MessageLimits.components {
            fields.problem("components", "At most \(MessageLimits.components) components can be chosen.")
        }
        return Interest(
            components: Set(components),
            severity: fields.parsed("severity", "a severity such as sev3", choices: Severity.allCases.map(\.rawValue)) {
                Severity(rawValue: $0)
            },
            incident: fields.parsed("incident", "an incident's id") { IncidentReference.ID($0) }
        )
    }
}
