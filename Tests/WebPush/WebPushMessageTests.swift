// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import WebPush

@Suite struct WebPushMessageTests {
    private func rendering(_ message: Message, updates: UpdateMode = .post) throws -> Rendering {
        try WebPushFixture(WebPushFixture.settings { $0.updates = updates }).channel
            .render(message, for: WebPushFixture.destination())
    }

    private func notification(_ message: Message, updates: UpdateMode = .post) throws -> WebPushMessage.Notification {
        try WebPushFixture.message(in: try rendering(message, updates: updates)).notification
    }

    @Test func `a notification says how things stand, what it means and where to read on`() throws {
        let notification = try notification(.sample())
        #expect(notification.title == "Checkout is failing for some buyers")
        #expect(notification.body.hasPrefix("🟠 Major · Identified\n"))
        #expect(notification.body.contains("Impact: Buyers cannot pay by card."))
        #expect(notification.body.contains("our help pages (https://help.market.example/payments)"))
        #expect(notification.body.contains("\ncheckout, payments"))
        #expect(!notification.body.contains("**"))
        #expect(
            notification.navigate == "https://status.market.example/status/incidents/inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R"
        )
        #expect(notification.data.severity == .sev2)
        #expect(notification.requireInteraction)
    }

    @Test func `the next update's time stands where no section tells it`() throws {
        let message = Message.sample(sections: [Section(.impact, "Nobody can pay.")])
        #expect(try notification(message).body.hasSuffix("Next update: Sat 21 Nov 2026, 14:25 UTC"))
        var over = message
        over.facts.phase = .resolved
        #expect(try !notification(over).body.contains("Next update"))
    }

    @Test func `an exercise and the language are visible`() throws {
        let notification = try notification(.sample(locale: "de", isDrill: true))
        #expect(notification.title.hasPrefix("[ÜBUNG] "))
        #expect(notification.lang == "de")
        #expect(notification.data.drill)
        #expect(try self.notification(.sample(locale: "ar")).dir == "rtl")
    }

    @Test func `an update stands beside the others or in their place, as the setting says`() throws {
        #expect(try notification(.sample()).tag == "msg_01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
        #expect(try notification(.sample(), updates: .edit).tag == "inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
    }

    @Test func `a long message gives up sections before its impact, and says so`() throws {
        let long = Message.sample(sections: [
            Section(.whatHappened, String(repeating: "Payments fail. ", count: 1_000)),
            Section(.impact, "Buyers cannot pay by card."),
        ])
        let rendering = try rendering(long)
        #expect(rendering.findings.map(\.rule) == ["section_dropped"])
        #expect(
            try WebPushFixture.message(in: rendering).notification.body.contains("Impact: Buyers cannot pay by card.")
        )
    }

    @Test(arguments: HostileMessages.all)
    func `no message is too long, and each keeps a title and a link`(_ hostile: HostileMessage) throws {
        let rendering = try rendering(hostile.message)
        let notification = try WebPushFixture.message(in: rendering).notification
        #expect((rendering["notification"] ?? "").utf8.count <= PushEncryption.longestText)
        #expect(!notification.title.isEmpty)
        #expect(notification.navigate.hasPrefix("https://"))
        #expect(!notification.title.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(try notification(.plannedSample(locale: locale)).body.contains(time))
        #expect(try !notification(.plannedSample(.completed, locale: locale)).body.contains(time))
    }
}
