// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Outbox
import SQLiteStorage
import Testing

/// Asking for messages: what is sent, what is kept, and what nobody can find out.
struct SubscribeTests {
    private let scene: HubScene

    init() async throws { scene = try await HubScene(offer: .sample) }

    private func ask(_ body: String) async throws { _ = try await scene.ask(body) }

    @Test(arguments: [nil, SuppressionReason.unsubscribed, .bounced])
    func `whoever is asked after, one message asks whether messages are wanted`(
        reason: SuppressionReason?
    ) async throws {
        for address in ["new@example.com", "ada@example.com"] {
            if let reason { try await scene.suppress(address, reason) }
            try await ask(#"{"to": "\#(address)", "components": ["checkout"], "severity": "sev2"}"#)
        }
        let questions = try await scene.questions()
        #expect(questions.count == 2)
        for question in questions {
            #expect(question.title == "Confirm Market")
            #expect(question.facts.link?.hasPrefix("https://status.market.example/subscribe/confirm/") == true)
            #expect(question[.whatHappened]?.contains("Checkout") == true)
            #expect(question.facts.incident == nil)
        }
        // Nothing is chosen yet, and nobody comes back, before the reader says so.
        #expect(try await scene.memberships("new@example.com").isEmpty)
        #expect(try await scene.suppression("ada@example.com") == reason)
    }

    @Test(arguments: [SuppressionReason.complained, .withheld])
    func `whoever called messages unwanted is not asked again, and nobody learns of it`(
        reason: SuppressionReason
    ) async throws {
        try await scene.suppress("ada@example.com", reason)
        try await ask(#"{"to": "ada@example.com"}"#)
        #expect(try await scene.questions().isEmpty)
        #expect(try await scene.audit().last?.action == "subscription.ignored")
    }

    @Test func `the question is in the language that was chosen, whatever is known of the address`() async throws {
        try await ask(#"{"to": "ada@example.com", "locale": "de-AT"}"#)
        let question = try #require(try await scene.questions().first)
        #expect(question.locale.text == "de")
        #expect(question.title == "Market bestätigen")
        #expect(try await scene.destination("ada@example.com")?.locale == .english)
    }

    @Test func `asking after an endpoint changes nothing of one that is known, and gives a new one its secret`()
        async throws
    {
        try await ask(#"{"channel": "hooks", "to": "http://partner.example/hook"}"#)
        #expect(try await scene.destination("http://partner.example/hook", on: "hooks")?.secret == nil)
        try await ask(#"{"channel": "hooks", "to": "https://new.example/hook"}"#)
        let secret = try #require(try await scene.destination("https://new.example/hook", on: "hooks")?.secret)
        #expect(secret.text.hasPrefix("hub:endpoint-"))
        #expect(!secret.text.contains("new.example"))
    }

    @Test func `an address is asked so often and no more, and the answer is the same`() async throws {
        for _ in 0..<5 { try await ask(#"{"to": "new@example.com"}"#) }
        #expect(try await scene.questions().count == 3)
        scene.clock.advance(by: .seconds(3_600))
        try await ask(#"{"to": "new@example.com"}"#)
        #expect(try await scene.questions().count == 4)
    }

    @Test(arguments: [
        (#"{}"#, "/to"), (#"{"to": ""}"#, "/to"), (#"{"to": "nowhere"}"#, "/to"),
        (#"{"to": "a@b.example", "channel": "banner"}"#, "/channel"),
        (#"{"to": "a@b.example", "audience": "sellers"}"#, "/audience"),
        (#"{"to": "a@b.example", "components": ["checkuot"]}"#, "/components/0"),
        (#"{"to": "a@b.example", "severity": "sev9"}"#, "/severity"),
        (#"{"to": "a@b.example", "locale": "!"}"#, "/locale"),
        (#"{"to": "a@b.example", "incident": "a b"}"#, "/incident"),
        (#"{"to": "a@b.example", "extra": 1}"#, "/extra"),
    ])
    func `what cannot be meant is said, with its place`(body: String, place: String) async throws {
        let fault = await #expect(throws: Fault.self) { try await ask(body) }
        #expect(fault?.context["where"] == place, "\(String(describing: fault))")
        #expect(try await scene.questions().isEmpty)
    }

    @Test func `where nothing is offered nobody can subscribe`() async throws {
        let closed = try await HubScene()
        let fault = await #expect(throws: Fault.self) { _ = try await closed.ask(#"{"to": "new@example.com"}"#) }
        #expect(fault?.code == .notFound)
    }

    @Test func `the trail says that someone asked, and not who`() async throws {
        try await ask(#"{"to": "new@example.com"}"#)
        let entry = try #require(try await scene.audit().last)
        #expect(entry.action == "subscription.asked" && entry.subject == "mail")
        #expect(!"\(entry)".contains("new@"))
    }

    @Test func `the audiences that are offered are there before anybody is in them`() async throws {
        try await scene.hub.openSubscriptions()
        let audience = try await scene.storage.read { reader throws(Fault) in
            try reader.audience(.sample("public"))
        }
        #expect(audience?.size == 0)
    }
}
