// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct ChatHeadTests {
    private let limit = TextLimit(20, .bytes)

    @Test func `the head says how things stand, in what, and since when`() {
        var message = Message.sample(phase: .identified, severity: .sev1)
        message.facts.components = []
        let since = Message.readable(message.facts.publishedAt, locale: message.locale)
        #expect(ChatHead(message, title: limit, components: limit).state == "Critical · Identified · \(since)")
    }

    @Test(arguments: HostileMessages.all)
    func `the head is one bounded line for every message`(_ hostile: HostileMessage) {
        let head = ChatHead(hostile.message, title: limit, components: limit)
        #expect(limit.holds(head.title))
        #expect(!head.title.unicodeScalars.contains { $0.properties.generalCategory == .control })
        #expect((head.state?.utf8.count ?? 0) < 200)
    }

    @Test func `a notice without state, components and phase has a title alone`() {
        var message = Message.sample(phase: nil, severity: nil)
        message.facts.components = []
        #expect(ChatHead(message, title: limit, components: limit).state == nil)
    }

    @Test func `a notification has all of it in words alone, a line each`() {
        var message = Message.sample(phase: .investigating, severity: .sev2)
        message.sections = [Section(.impact, "**Nobody** can pay.")]
        message.facts.components = []
        message.facts.nextUpdateAt = nil
        let text = MarkedMessage(message).notificationText(componentBytes: 10)
        #expect(text == "🟠 Major · Investigating\nImpact: Nobody can pay.")
        #expect(
            MarkedMessage(message).notificationText(saysState: false, componentBytes: 10) == "Impact: Nobody can pay."
        )
    }
}
