// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKitTesting
import HubCore
import Outbox
import Testing

/// What comes of mails that came back.
struct BounceIntakeTests {
    private let scene: BounceScene

    init() async throws { scene = try await BounceScene() }

    @Test func `an address that fails for good gets nothing more, and all others do`() async throws {
        #expect(try await scene.reached() == BounceScene.everyone)
        let result = try await scene.take(BounceScene.report(to: scene.sender(of: scene.ada)))
        #expect(result.outcome == .suppressed && result.kind == .hard)
        #expect(result.delivery == scene.ada.id && result.channel?.text == "mail")
        #expect(try await scene.reached() == ["bo@example.com", "cy@example.com"])
        let entry = try #require(try await scene.scene.audit().first { $0.action == "delivery.bounced" })
        #expect(entry.subject == "\(scene.ada.id)" && entry.actor == "test")
        #expect(entry.detail["status"] == "5.1.1" && entry.detail["kind"] == "hard")
        #expect(entry.detail["diagnostic"] == "550 5.1.1 … was refused")
    }

    @Test func `what came back is shown with its delivery, without the address`() async throws {
        let before = try await scene.scene.hub.show(scene.ada.id, to: HubScene.ada).document
        #expect(before.items("bounces").isEmpty)
        try await scene.take(BounceScene.report(to: scene.sender(of: scene.ada), status: "5.2.2"))
        try await scene.take(BounceScene.report(to: scene.sender(of: scene.ada)))
        let shown = try await scene.scene.hub.show(scene.ada.id, to: HubScene.ada).document
        #expect(Set(shown.items("bounces").compactMap { $0.text("kind") }) == ["full", "hard"])
        let hard = try #require(shown.items("bounces").first { $0.text("kind") == "hard" })
        #expect(hard.text("status") == "5.1.1" && hard.text("reason") == "there is no such address")
        #expect(hard.text("diagnostic") == "550 5.1.1 … was refused")
        #expect(hard.text("at") == scene.scene.clock.now.description)
        #expect(try await scene.scene.hub.show(scene.bo.id, to: HubScene.ada).document.items("bounces").isEmpty)
    }

    @Test func `neither trail nor log nor answer says whose address it was`() async throws {
        let result = try await scene.take(BounceScene.report(to: scene.sender(of: scene.ada)))
        _ = try await scene.take(BounceScene.report(to: "bounces@market.example"))
        let audit = try await scene.scene.audit().filter { !$0.action.hasPrefix("audience") }
        #expect(!"\(audit)".contains("ada@"))
        #expect(!scene.log.lines.joined().contains("ada@") && !"\(result)".contains("ada@"))
    }

    @Test func `the same report again is known, and recorded once`() async throws {
        let mail = BounceScene.report(to: scene.sender(of: scene.ada))
        #expect(try await scene.take(mail).outcome == .suppressed)
        let count = try await scene.scene.audit().count
        for _ in 0..<3 { #expect(try await scene.take(mail).outcome == .known) }
        #expect(try await scene.scene.audit().count == count)
    }

    @Test(arguments: ["4.2.1", "5.7.1", "5.3.4", "4.4.7"])
    func `a failure that passes is recorded and changes nothing`(status: String) async throws {
        let result = try await scene.take(BounceScene.report(to: scene.sender(of: scene.ada), status: status))
        #expect(result.outcome == .recorded && result.kind == .soft)
        #expect(try await scene.reached() == BounceScene.everyone)
        #expect(try await scene.actions() == ["delivery.bounced"])
    }

    @Test(arguments: ["delayed", "delivered", "relayed", "expanded"])
    func `a report of no failure leaves no trace`(action: String) async throws {
        let result = try await scene.take(BounceScene.report(to: scene.sender(of: scene.ada), action: action))
        #expect(result.outcome == .ignored)
        #expect(try await scene.reached() == BounceScene.everyone)
        #expect(try await scene.actions().isEmpty)
    }

    @Test func `an address behind the reader's own does not take the reader off`() async throws {
        let mail = BounceScene.report(to: scene.sender(of: scene.ada), recipient: "former.colleague@example.com")
        let result = try await scene.take(mail)
        #expect(result.outcome == .recorded && result.kind == .soft)
        #expect(try await scene.reached() == BounceScene.everyone)
    }

    @Test func `a forged report does nothing, whatever it knows`() async throws {
        let header = scene.header(of: scene.ada, hasLink: false)
        let forged = BounceTokens(key: Array(repeating: 1, count: 32))
        let key = BounceScene.key(of: scene.ada)
        let madeUp = "bounces+\(forged.token(for: scene.ada.id, key: key))@market.example"
        // bo has mail of the same message, and knows ada's address.
        for sender in ["bounces@market.example", madeUp, scene.sender(of: scene.bo)] {
            let result = try await scene.take(BounceScene.report(to: sender, returned: header))
            #expect(result.outcome == (sender == scene.sender(of: scene.bo) ? .recorded : .ignored))
        }
        #expect(try await scene.reached() == BounceScene.everyone)
        #expect(scene.log.lines.contains { $0.contains("nothing in it shows that it is about a mail of ours") })
    }

    @Test func `the header that came back speaks for itself by its unsubscribe link`() async throws {
        let header = scene.header(of: scene.ada)
        let result = try await scene.take(BounceScene.report(to: "bounces@market.example", returned: header))
        #expect(result.outcome == .suppressed && result.delivery == scene.ada.id)
        #expect(try await scene.reached() == ["bo@example.com", "cy@example.com"])
    }

    @Test func `a link of one reader and the Message-ID of another are about the first`() async throws {
        let header = scene.header(of: scene.bo)
            .replacing(BounceScene.key(of: scene.bo), with: BounceScene.key(of: scene.ada))
        let mail = BounceScene.report(to: "bounces@market.example", recipient: "bo@example.com", returned: header)
        let result = try await scene.take(mail)
        #expect(result.outcome == .suppressed && result.delivery == nil)
        #expect(try await scene.reached() == ["ada@example.com", "cy@example.com"])
    }

    @Test func `a complaint takes the reader off, other feedback does not`() async throws {
        let header = scene.header(of: scene.ada)
        for type in ["not-spam", "auth-failure"] {
            let result = try await scene.take(BounceScene.complaint(type, to: "fbl@market.example", returned: header))
            #expect(result.outcome == .ignored)
        }
        #expect(try await scene.reached() == BounceScene.everyone)
        let result = try await scene.take(BounceScene.complaint("abuse", to: "fbl@market.example", returned: header))
        #expect(result.outcome == .suppressed && result.kind == .complaint)
        #expect(try await scene.reached() == ["bo@example.com", "cy@example.com"])
        #expect(try await scene.actions() == ["delivery.complained"])
    }

    @Test func `words count with a token, and not with a copy of the mail`() async throws {
        func words(_ sender: String) -> String {
            "From: MAILER-DAEMON@mx.example.com\nTo: \(sender)\n\nHi. This is the mail system.\n\n"
                + "<ada@example.com>:\n550 5.1.1 unknown\n\n--- Below this line is a copy of the message.\n\n"
                + scene.header(of: scene.ada)
        }
        #expect(try await scene.take(words("bounces@market.example")).outcome == .ignored)
        #expect(try await scene.take(words(scene.sender(of: scene.bo))).outcome == .ignored)
        #expect(try await scene.reached() == BounceScene.everyone)
        #expect(try await scene.take(words(scene.sender(of: scene.ada))).outcome == .suppressed)
    }

    @Test func `automatic replies and answers change nothing, even with a token`() async throws {
        for field in ["Auto-Submitted: auto-replied", "Subject: Re: T"] {
            let mail =
                "From: ada@example.com\nTo: \(scene.sender(of: scene.ada))\n\(field)\n\nada@example.com: 550 5.1.1"
            #expect(try await scene.take(mail).outcome == .ignored)
        }
        #expect(try await scene.reached() == BounceScene.everyone)
        #expect(try await scene.take("").outcome == .unreadable)
    }

    @Test func `an address is left out on every channel of the kind`() async throws {
        let backup = #"{"title": "T", "body": "b", "to": [{"channel": "mail-backup", "to": "ada@example.com"}]}"#
        #expect(try await scene.scene.send(backup).integer("deliveries") == 1)
        try await scene.take(BounceScene.report(to: scene.sender(of: scene.ada)))
        // Named by the address instead of by an audience, and left out all the same.
        let answer = try await scene.scene.send(backup)
        #expect(answer.integer("deliveries") == 0)
    }
}
