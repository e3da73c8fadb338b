// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Testing

/// `subscriptions:` in the configuration.
struct SubscriptionSectionTests {
    private static func text(_ section: String) -> String {
        """
        hub: {}
        channels:
          - { name: mail, plugin: email, settings: { server: s, from: f } }
          - { name: hooks, plugin: webhook }
          - { name: browsers, plugin: web-push }
        audiences:
          - { name: buyers, destinations: [{ channel: mail, to: x }] }
        \(section)

        """
    }

    private func offer(_ section: String) throws -> SubscriptionOffer? {
        try ConfigurationFile(Self.text(section)).load().subscriptions
    }

    @Test func `without the section nothing is offered`() throws {
        #expect(try offer("") == nil)
    }

    @Test func `names are enough, and what is left out has a default`() throws {
        let offer = try #require(try offer("subscriptions: { audiences: [public, buyers], channels: [mail] }"))
        #expect(offer.audiences.map(\.name.text) == ["public", "buyers"])
        #expect(offer.title(of: AudienceName.sample("public"), in: .english) == "Public")
        #expect(offer.channels == [.sample("mail")])
        #expect(offer.limits == ConfirmationAllowance.Limits(perAddress: 3, perClient: 300))
        #expect(offer.messages == nil && !offer.asksForFeedback && offer.title == "Status")
    }

    @Test func `everything can be said`() throws {
        let offer = try #require(
            try offer(
                """
                subscriptions:
                  title: Market
                  audiences: [{ name: public, title: { en: Everyone, de: Alle } }]
                  channels: [hooks, mail]
                  messages: { limit: 12, per: day }
                  confirmations: { per_address: 1, per_client: 9 }
                  feedback: true
                """
            )
        )
        #expect(offer.title == "Market" && offer.asksForFeedback)
        #expect(offer.title(of: AudienceName.sample("public"), in: try #require(LocaleTag("de-AT"))) == "Alle")
        #expect(offer.title(of: AudienceName.sample("public"), in: try #require(LocaleTag("fr"))) == "Everyone")
        #expect(offer.messages == RateLimit(12, per: .seconds(86_400)))
        #expect(offer.limits == ConfirmationAllowance.Limits(perAddress: 1, perClient: 9))
    }

    @Test(arguments: [
        ("{}", "/subscriptions/audiences"), ("{ audiences: [public] }", "/subscriptions/channels"),
        ("{ audiences: [A b], channels: [mail] }", "/subscriptions/audiences/0"),
        ("{ audiences: [a, a], channels: [mail] }", "/subscriptions/audiences/1"),
        ("{ audiences: [a], channels: [nail] }", "/subscriptions/channels/0"),
        ("{ audiences: [a], channels: [mail], messages: { per: hour } }", "/subscriptions/messages/limit"),
        (
            "{ audiences: [a], channels: [mail], confirmations: { per_address: 0 } }",
            "/subscriptions/confirmations/per_address"
        ),
        ("{ audiences: [{ name: a, titel: x }], channels: [mail] }", "/subscriptions/audiences/0/titel"),
        ("{ audiences: [{ name: a, title: 4 }], channels: [mail] }", "/subscriptions/audiences/0/title"),
        ("{ audiences: [a], channels: [mail], fedback: true }", "/subscriptions/fedback"),
    ])
    func `a mistake is told with its place`(section: String, place: String) throws {
        let faults = try ConfigurationFile(Self.text("subscriptions: \(section)")).faults()
        let places = faults.compactMap { $0.context["where"]?.split(separator: " ").last.map { String($0) } }
        #expect(places.contains(place), "\(places)")
    }
}
