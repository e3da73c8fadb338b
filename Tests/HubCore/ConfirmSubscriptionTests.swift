// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import SQLiteStorage
import Testing

/// Confirming: who comes in, and who stays out.
struct ConfirmSubscriptionTests {
    private let scene: HubScene

    init() async throws { scene = try await HubScene(offer: .sample) }

    @Test func `whoever confirms is in the audience with what was chosen, and in the language that was chosen`()
        async throws
    {
        let token = try await scene.ask(
            #"{"to": "new@example.com", "components": ["checkout"], "severity": "sev2", "locale": "de"}"#
        )
        #expect(scene.hub.wish(token)?.address == "new@example.com")
        let confirmed = try #require(try await scene.hub.confirmSubscription(token))
        #expect(confirmed.secret == nil)
        #expect(confirmed.preferencesURL?.contains("/preferences/") == true)
        let membership = try #require(try await scene.memberships("new@example.com").first)
        #expect(membership.audience == .sample("public"))
        #expect(membership.interest == Interest(components: [.sample("checkout")], severity: .sev2))
        #expect(membership.isChosen && membership.source == .subscription)
        #expect(try await scene.destination("new@example.com")?.locale?.text == "de")
        let since = try await scene.storage.read { reader throws(Fault) in
            try reader.confirmation(channel: .sample("mail"), address: "new@example.com")
        }
        #expect(since == scene.clock.now)
        #expect(try await scene.audit().last?.action == "subscription.confirmed")
    }

    @Test func `a link confirms for two days`() async throws {
        let token = try await scene.ask(#"{"to": "new@example.com"}"#)
        scene.clock.advance(by: .seconds(48 * 3_600 - 1))
        #expect(scene.hub.wish(token) != nil)
        scene.clock.advance(by: .seconds(1))
        #expect(scene.hub.wish(token) == nil)
        #expect(try await scene.hub.confirmSubscription(token) == nil)
        #expect(try await scene.memberships("new@example.com").isEmpty)
    }

    @Test func `who had left everything comes back for what was asked alone`() async throws {
        try await scene.suppress("ada@example.com", .unsubscribed)
        let token = try await scene.ask(#"{"to": "ada@example.com", "components": ["search"]}"#)
        #expect(try await scene.hub.confirmSubscription(token) != nil)
        #expect(try await scene.suppression("ada@example.com") == nil)
        let heard = try await scene.memberships("ada@example.com").filter { !$0.interest.isNothing }
        #expect(heard.map(\.audience) == [.sample("public")])
        _ = try await scene.send(#"{"title": "T", "body": "b", "to": ["buyers", "sellers"]}"#)
        let reached = try await scene.deliveries().items("items").compactMap { $0.text("to") }
        #expect(reached.filter { $0 == "ada@example.com" }.count == 1, "the question alone")
    }

    @Test func `an address that bounced keeps what it had, and is reached again`() async throws {
        try await scene.suppress("ada@example.com", .bounced)
        let token = try await scene.ask(#"{"to": "ada@example.com"}"#)
        #expect(try await scene.hub.confirmSubscription(token) != nil)
        #expect(try await scene.suppression("ada@example.com") == nil)
        let heard = try await scene.memberships("ada@example.com").filter { !$0.interest.isNothing }
        #expect(Set(heard.map(\.audience.text)) == ["public", "buyers", "sellers"])
    }

    @Test(arguments: [SuppressionReason.complained, .withheld])
    func `a link does not bring back who has called messages unwanted since`(reason: SuppressionReason) async throws {
        let token = try await scene.ask(#"{"to": "new@example.com"}"#)
        try await scene.suppress("new@example.com", reason)
        #expect(try await scene.hub.confirmSubscription(token) == nil)
        #expect(try await scene.suppression("new@example.com") == reason)
    }

    @Test func `one incident more takes nothing from who follows the audience already`() async throws {
        let everything = try await scene.ask(#"{"to": "new@example.com"}"#)
        _ = try await scene.hub.confirmSubscription(everything)
        let one = try await scene.ask(#"{"to": "new@example.com", "incident": "inc_1"}"#)
        #expect(try await scene.hub.confirmSubscription(one) != nil)
        #expect(try await scene.memberships("new@example.com").map(\.interest) == [.everything])
        let other = try await scene.ask(#"{"to": "newer@example.com", "incident": "inc_1"}"#)
        _ = try await scene.hub.confirmSubscription(other)
        #expect(try await scene.memberships("newer@example.com").first?.interest.incident?.text == "inc_1")
    }

    @Test func `a second incident takes the place of the first, and is heard of where nothing else is`() async throws {
        for incident in ["inc_1", "inc_2"] {
            let one = try await scene.ask(#"{"to": "new@example.com", "incident": "\#(incident)"}"#)
            _ = try await scene.hub.confirmSubscription(one)
            #expect(try await scene.memberships("new@example.com").map(\.interest.incident?.text) == [incident])
        }
        try await scene.storage.write { transaction throws(Fault) in
            try transaction.choose(nil, in: .sample("buyers"), channel: .sample("mail"), address: "bo@example.com")
        }
        let again = try await scene.ask(#"{"to": "bo@example.com", "audience": "buyers", "incident": "inc_1"}"#)
        _ = try await scene.hub.confirmSubscription(again)
        #expect(try await scene.memberships("bo@example.com").map(\.interest.incident?.text) == ["inc_1"])
    }

    @Test func `a link confirms nothing that is no longer offered`() async throws {
        let token = try await scene.ask(#"{"to": "new@example.com", "audience": "buyers"}"#)
        var withoutBuyers = SubscriptionOffer.sample
        withoutBuyers.audiences.removeLast()
        var withoutMail = SubscriptionOffer.sample
        withoutMail.channels = [.sample("hooks")]
        for (offer, isOffered) in [(SubscriptionOffer.sample, true), (withoutBuyers, false), (withoutMail, false)] {
            let other = try await HubScene(offer: offer)
            #expect((other.hub.wish(token) != nil) == isOffered)
            #expect((try await other.hub.confirmSubscription(token) != nil) == isOffered)
        }
    }

    @Test func `an endpoint is shown the secret that the hub made for it, the same every time, and no other`()
        async throws
    {
        let token = try await scene.ask(#"{"channel": "hooks", "to": "https://new.example/hook"}"#)
        let first = try #require(try await scene.hub.confirmSubscription(token)?.secret?.reveal())
        #expect(first.hasPrefix("whsec_") && first.utf8.count == 50)
        #expect(try await scene.hub.confirmSubscription(token)?.secret?.reveal() == first)
        let known = try await scene.ask(#"{"channel": "hooks", "to": "http://partner.example/hook"}"#)
        let confirmed = try #require(try await scene.hub.confirmSubscription(known))
        #expect(confirmed.secret == nil)
    }

    @Test func `no link does what another is for`() async throws {
        let confirm = try await scene.ask(#"{"to": "new@example.com"}"#)
        let ada = Destination(channel: .sample("mail"), address: "ada@example.com")
        let tokens = [HubScene.links.unsubscribeURL(for: ada), HubScene.links.preferencesURL(for: ada)]
            .compactMap { $0?.split(separator: "/").last.map { String($0) } }
        #expect(tokens.count == 2)
        for token in tokens + ["", "AAAA"] {
            #expect(scene.hub.wish(token) == nil)
            #expect(try await scene.hub.confirmSubscription(token) == nil)
            #expect(try await scene.hub.feedbackSubject(token) == nil)
        }
        #expect(try await scene.hub.unsubscribe(confirm) == false)
        #expect(try await scene.hub.unsubscribe(tokens[1]) == false)
        #expect(try await scene.hub.preferences(tokens[0]) == nil)
        #expect(try await scene.hub.preferences(confirm) == nil)
    }
}
