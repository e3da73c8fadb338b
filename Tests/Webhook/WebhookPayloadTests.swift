// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import FoundationEssentials
import Testing
import Webhook

@Suite struct WebhookPayloadTests {
    @Test func `the body says what the message says`() throws {
        let payload = try WebhookFixture().request().payload
        #expect(payload.type == "incident.update.published")
        #expect(payload.timestamp == "2026-11-21T14:05:00.000Z")
        let data = payload.data
        #expect(data.message_id == "msg_01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
        #expect(data.title == "Checkout is failing for some buyers")
        #expect(data.locale == "en")
        #expect(data.incident?.id == "inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
        #expect(data.incident?.sequence == 2)
        #expect(data.severity == "sev2")
        #expect(data.phase == "identified")
        #expect(data.components == ["checkout", "payments"])
        #expect(data.next_update_at == "2026-11-21T14:25:00.000Z")
        #expect(data.link?.hasPrefix("https://status.market.example/") == true)
        #expect(!data.drill)
        #expect(data.truncated == nil && data.dropped_sections == nil)
        let names = ["what_happened", "impact", "what_we_do", "what_you_can_do", "next_update", "help"]
        #expect(data.sections.map(\.name) == names)
        #expect(data.sections.first?.markdown.contains("**13:35 UTC**") == true)
        #expect(data.sections.first?.text.contains("Since 13:35 UTC about") == true)
    }

    @Test func `equal messages make equal bytes, with sorted keys and plain slashes`() throws {
        let first = try WebhookFixture().request().text
        #expect(try WebhookFixture().request().text == first)
        #expect(first.hasPrefix(#"{"data":{"category":"outage","components":["checkout","payments"],"drill":false,"#))
        #expect(first.contains(#""link":"https://status."#))
    }

    @Test func `a message outside an incident is a notice`() throws {
        var message = Message.sample()
        message.facts = Facts(publishedAt: message.facts.publishedAt)
        let payload = try WebhookFixture().request(message).payload
        #expect(payload.type == "notice.published")
        #expect(payload.data.incident == nil)
        #expect(payload.data.severity == nil)
    }

    @Test func `a drill is marked for programs and for people`() throws {
        let payload = try WebhookFixture().request(.sample(isDrill: true)).payload
        #expect(payload.data.drill)
        #expect(payload.data.title == "[EXERCISE] Checkout is failing for some buyers")
    }

    @Test func `a correction is marked for programs and for people`() throws {
        let request = try WebhookFixture().request(.sample(corrects: 1))
        #expect(request.text.contains(#""corrects":{"sequence":1,"update":"upd_01JD8F0V6S9T3B5X7Z1Q4W6Y8Q"}"#))
        #expect(try request.payload.data.title == "Correction of update 1: Checkout is failing for some buyers")
        #expect(try !WebhookFixture().request().text.contains("corrects"))
    }

    @Test func `a CloudEvent holds the same data in its own envelope, signed the same way`() throws {
        var settings = WebhookSettings()
        settings.format = .cloudEvents
        let request = try WebhookFixture(settings).request()
        #expect(request.header("content-type") == "application/cloudevents+json; charset=UTF-8")
        #expect(request.header("webhook-signature")?.hasPrefix("v1,") == true)
        let event = try request.payload
        #expect(event.specversion == "1.0")
        #expect(event.id == "msg_01JD8F0V6S9T3B5X7Z1Q4W6Y8R-en")
        #expect(event.source == "https://status.market.example")
        #expect(event.type == "incident.update.published")
        #expect(event.subject == "inc_01JD8F0V6S9T3B5X7Z1Q4W6Y8R")
        #expect(event.time == "2026-11-21T14:05:00.000Z")
        #expect(event.datacontenttype == "application/json")
        #expect(event.timestamp == nil)
        let plain = try WebhookFixture().request().payload
        #expect(event.data.sections == plain.data.sections)
    }
}

@Suite struct WebhookBodyTests {
    private func body(_ message: Message, _ format: WebhookSettings.Format = .standard) throws -> WebhookBody {
        try WebhookBody(
            message,
            as: format,
            source: "https://status.market.example",
            dropOrder: WebhookChannel.manifest.dropOrder
        )
    }

    private func data(_ body: WebhookBody) throws -> Payload.Content {
        try JSONDecoder().decode(Payload.self, from: Data(body.json.utf8)).data
    }

    @Test func `sections go in the declared order until the JSON is below 20 kB, and it says which`() throws {
        let long = String(repeating: "Déjà vu “again”. ", count: 250)
        let message = Message.sample(sections: [
            Section(.whatHappened, long), Section(.impact, "Nobody can pay."), Section(.safeguards, long),
            Section(.compensation, long),
        ])
        let body = try body(message)
        #expect(body.json.utf8.count < 20_000)
        #expect(try data(body).dropped_sections == ["safeguards", "compensation"])
        #expect(try data(body).truncated == nil)
        #expect(try data(body).sections.map(\.name) == ["what_happened", "impact"])
        #expect(body.findings.map(\.rule) == ["section_dropped", "section_dropped"])
    }

    @Test(arguments: ["ü", "\"", "\\", "\n\n# a\n", "👩‍👩‍👧‍👦", "**b** ", "<script>", "| a | b |\n|---|---|\n"])
    func `a section that alone is too long is cut so that as much as fits is sent`(_ unit: String) throws {
        let long = String(repeating: unit, count: 60_000 / unit.utf8.count)
        for format in WebhookSettings.Format.allCases {
            let body = try body(.sample(sections: [Section(.impact, long)]), format)
            #expect(body.json.utf8.count < 20_000)
            #expect(try data(body).truncated == true)
            #expect(try data(body).sections.map(\.name) == ["impact"])
            #expect(try data(body).sections.first?.markdown.isEmpty == false)
            #expect(body.findings.map(\.rule).contains("text_truncated"))
        }
    }

    @Test func `nearly all the room is used`() throws {
        let body = try body(.sample(sections: [Section(.impact, String(repeating: "word ", count: 10_000))]))
        #expect((19_900..<20_000).contains(body.json.utf8.count))
    }

    @Test func `a title with heaps of marks on its characters is cut at the very last`() throws {
        let heap = "a" + String(repeating: "\u{0301}", count: 400)
        let message = Message.sample(
            title: String(repeating: heap, count: 20),
            sections: [Section(.impact, String(repeating: "x", count: 60_000))]
        )
        let body = try body(message)
        #expect(body.json.utf8.count < 20_000)
        #expect(try data(body).truncated == true)
        #expect(try data(body).title.isEmpty == false)
    }
}
