// SPDX-License-Identifier: Apache-2.0

import APNs
import Announcement
import ChannelKit
import ChannelKitTesting
import Testing

@Suite struct APNsPayloadTests {
    private func rendering(_ message: Message) throws -> Rendering {
        try APNsFixture().channel.render(message, for: APNsFixture.destination())
    }

    private func payload(_ message: Message) throws -> APNsPayload {
        try APNsFixture.payload(try #require(try rendering(message)["payload"]))
    }

    @Test func `a notification says how things stand, what it means and where to read on`() throws {
        let payload = try payload(.sample())
        #expect(payload.aps.alert.title == "Checkout is failing for some buyers")
        #expect(payload.aps.alert.subtitle == "🟠 Major · Identified")
        #expect(payload.aps.alert.body.contains("Impact: Buyers cannot pay by card."))
        #expect(payload.aps.alert.body.contains("\ncheckout, payments"))
        #expect(!payload.aps.alert.body.contains("**"))
        #expect(payload.aps.sound == "default")
        #expect(payload.belfry.link == "https://status.market.example/status/incidents/inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
        #expect(payload.belfry.sequence == 2)
    }

    @Test(arguments: [
        (Severity?.some(.sev1), Phase?.some(.identified), APNsPayload.Interruption.timeSensitive),
        (.sev2, .resolved, .active), (.sev3, .identified, .active), (.sev4, .identified, .passive),
        (.sev5, .identified, .passive), (nil, nil, .active),
    ])
    func `only what is severe and not over breaks through`(
        _ severity: Severity?,
        _ phase: Phase?,
        _ interruption: APNsPayload.Interruption
    ) throws {
        #expect(try payload(.sample(phase: phase, severity: severity)).aps.interruption == interruption)
    }

    @Test func `an exercise is visible`() throws {
        let payload = try payload(.sample(locale: "de", isDrill: true))
        #expect(payload.aps.alert.title.hasPrefix("[ÜBUNG] "))
        #expect(payload.belfry.drill)
    }

    @Test func `the next update's time stands where no section tells it`() throws {
        let message = Message.sample(sections: [Section(.impact, "Nobody can pay.")])
        #expect(try payload(message).aps.alert.body.hasSuffix("Next update: Sat 21 Nov 2026, 14:25 UTC"))
    }

    @Test(arguments: HostileMessages.all)
    func `no message is too long, and each keeps a title and a link`(_ hostile: HostileMessage) throws {
        let rendering = try rendering(hostile.message)
        let json = try #require(rendering["payload"])
        let payload = try APNsFixture.payload(json)
        #expect(json.utf8.count <= 4_096)
        #expect(!payload.aps.alert.title.isEmpty)
        #expect(payload.belfry.link.hasPrefix("https://"))
        #expect(!payload.aps.alert.title.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }

    @Test(arguments: ["en", "de", "ar"])
    func `planned work says when it takes place until it is over`(_ locale: String) throws {
        let time = try #require(Message.plannedSample(locale: locale).plannedTime)
        #expect(try payload(.plannedSample(locale: locale)).aps.alert.body.contains(time))
        #expect(try !payload(.plannedSample(.completed, locale: locale)).aps.alert.body.contains(time))
    }
}
