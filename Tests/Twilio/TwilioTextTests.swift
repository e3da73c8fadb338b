// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import Testing
import Twilio

@Suite struct TwilioTextTests {
    @Test func `a message says title, state, what there is to say and where to read on`() throws {
        let message = Message.sample(
            sections: [Section(.whatHappened, "A **third** of all payments fail – see [help](https://a.example/h).")]
        )
        let rendering = try TwilioFixture().delivery(message).rendering
        #expect(
            rendering["text"] == """
                Checkout is failing for some buyers (Major, Identified)
                A third of all payments fail - see help https://a.example/h.
                Next update: Sat 21 Nov 2026, 14:25 UTC
                https://status.market.example/status/incidents/inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R
                """
        )
        #expect(rendering.findings.map(\.message) == ["The text takes 2 of at most 3 segments in GSM-7."])
    }

    @Test func `a sentence that was written for little room is said instead of the sections`() throws {
        let text = try TwilioFixture().text(.sample(short: "Card payments fail; pay by invoice."))
        #expect(text.contains("\nCard payments fail; pay by invoice.\n"))
        #expect(!text.contains("Baskets are kept"))
    }

    @Test func `a long message is cut with dots of its own alphabet, and keeps its link`() throws {
        let message = Message.sample(sections: [Section(.impact, String(repeating: "Nobody can pay. ", count: 99))])
        let text = try TwilioFixture().text(message)
        #expect(SMSSegments(text).alphabet == .gsm7)
        #expect(SMSSegments(text).count == 3)
        #expect(text.contains("..."))
        #expect(text.hasSuffix("inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R"))
    }

    @Test(arguments: HostileMessages.all.map(\.name))
    func `no hostile message takes more segments than are allowed`(_ name: String) throws {
        let message = try #require(HostileMessages.all.first { $0.name == name }).message
        for (segments, transliterate) in [(1, Transliteration.none), (3, .punctuation), (10, .all)] {
            let fixture = try TwilioFixture(
                TwilioFixture.settings {
                    $0.maxSegments = segments
                    $0.transliterate = transliterate
                }
            )
            let text = try fixture.text(message)
            #expect(SMSSegments(text).count <= segments)
            #expect(text.utf16.count <= 1_600)
            #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
        }
    }

    @Test(arguments: [
        (Transliteration.none, "“Störung” – ça va? 😀 •", "“Störung” – ça va? 😀 •"),
        (.punctuation, "“Störung” – ça va? 😀", "\"Störung\" - ça va? 😀"),
        (.all, "“Störung” – ça va? 😀👩🏽‍🚒🇩🇪 Łódź, œuvre", "\"Störung\" - ca va?  Lódz, oeuvre"),
        (.all, "支付", "支付"),
    ])
    func `what is written otherwise is a matter of choice`(
        _ choice: Transliteration,
        _ text: String,
        _ expected: String
    ) throws {
        let fixture = try TwilioFixture(TwilioFixture.settings { $0.transliterate = choice })
        let shown = try fixture.text(.sample(sections: [Section(.impact, text)])).split(separator: "\n")
        // No letter of the cheap alphabet carries an acute accent but é.
        #expect(shown[1] == expected.replacing("Lódz", with: "Lodz"))
    }

    @Test func `a link that leaves no room is left out, and that is told`() throws {
        let fixture = try TwilioFixture(TwilioFixture.settings { $0.maxSegments = 1 })
        let message = Message.sample(link: "https://status.market.example/" + String(repeating: "x", count: 140))
        let rendering = try fixture.delivery(message).rendering
        #expect(rendering["text"]?.contains("https://") == false)
        #expect(rendering.findings.map(\.rule).contains("link_dropped"))
    }

    @Test(arguments: [("en", SMSSegments.Alphabet.gsm7), ("de", .gsm7), ("ar", .ucs2)])
    func `planned work says when it takes place until it is over`(
        _ locale: String,
        _ alphabet: SMSSegments.Alphabet
    ) throws {
        let message = Message.plannedSample(locale: locale)
        for transliteration in [Transliteration.none, .punctuation] {
            let fixture = try TwilioFixture(TwilioFixture.settings { $0.transliterate = transliteration })
            let text = try fixture.text(message)
            #expect(text.contains(try #require(message.plannedTime).replacing("–", with: "-")))
            #expect(SMSSegments(text).alphabet == alphabet)
            let over = try fixture.text(.plannedSample(.completed, locale: locale))
            #expect(!over.contains("22:00"))
        }
    }

    @Test func `a sentence comes before the time of the next update`() throws {
        let fixture = try TwilioFixture(TwilioFixture.settings { $0.maxSegments = 1 })
        let message = Message.sample(sections: [Section(.impact, "Nobody can pay by card just now.")], link: nil)
        let roomy = try fixture.text(message)
        #expect(roomy.contains("Nobody can pay by card just now.") && roomy.contains("Next update: "))
        let crowded = try fixture.text(
            .sample(
                title: "Checkout is failing for some buyers in Europe, North America and Asia",
                sections: message.sections,
                link: nil
            )
        )
        #expect(crowded.contains("Nobody can pay by card just now.") && !crowded.contains("Next update: "))
    }
}
