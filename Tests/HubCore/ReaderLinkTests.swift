// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Testing

/// Which links a message holds for its reader alone.
struct ReaderLinkTests {
    private static func message(_ id: String, ofIncident: Bool = true) -> Message {
        let incident = IncidentReference(id: .sample("inc_1"), title: "T", update: .sample("upd_1"), sequence: 1)
        return Message(
            id: .sample(id),
            title: "T",
            sections: [Section(.whatHappened, "b")],
            facts: Facts(incident: ofIncident ? incident : nil, publishedAt: Timestamp(milliseconds: 0))
        )
    }

    private static func links(_ message: Message, _ offer: SubscriptionOffer?) -> [String] {
        let ada = Destination(channel: .sample("mail"), address: "ada@example.com")
        let links = HubScene.links.links(for: ada, on: message, offer: offer)
        return [links.unsubscribe, links.preferences, links.feedback].compactMap { $0?.split(separator: "/")[2] }
            .map { String($0) }
    }

    private static var asking: SubscriptionOffer {
        var offer = SubscriptionOffer.sample
        offer.asksForFeedback = true
        return offer
    }

    @Test func `leaving is always a link, choosing where there is a choice, judging where the reader is asked to`() {
        let message = Self.message("msg_1")
        #expect(Self.links(message, nil) == ["unsubscribe"])
        #expect(Self.links(message, .sample) == ["unsubscribe", "preferences"])
        #expect(Self.links(message, Self.asking) == ["unsubscribe", "preferences", "feedback"])
        #expect(Self.links(Self.message("msg_2", ofIncident: false), Self.asking) == ["unsubscribe", "preferences"])
    }

    @Test func `whoever is only asked whether messages are wanted gets no other link`() {
        #expect(Self.links(Self.message("cnf_1"), Self.asking).isEmpty)
    }

    @Test func `an address too long for a link has none`() {
        let long = Destination(channel: .sample("mail"), address: String(repeating: "x", count: 8_192))
        #expect(HubScene.links.unsubscribeURL(for: long) == nil)
        #expect(HubScene.links.unsubscribeURL(for: Destination(channel: .sample("mail"), address: "x")) != nil)
    }
}
