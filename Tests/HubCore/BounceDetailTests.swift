// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import DeliveryEngine
import HubCore
import Outbox
import SQLiteStorage
import Testing

/// Whose failure a report tells of, where it says more than one thing.
struct BounceDetailTests {
    private let scene: BounceScene

    init() async throws { scene = try await BounceScene() }

    /// A report that begins with another recipient's block.
    private func report(after block: String, recipient: String = "ada@example.com", action: String = "failed") -> String
    {
        let first = "Reporting-MTA: dns; mx.example.com\n"
        return BounceScene.report(to: scene.sender(of: scene.ada), recipient: recipient, action: action)
            .replacing(first, with: "\(first)\n\(block)\n")
    }

    private func suppression(_ address: String, on channel: String = "mail") async throws -> Suppression? {
        try await scene.scene.storage.read { reader throws(Fault) in
            try reader.suppression(channel: .sample(channel), address: address)
        }
    }

    @Test func `of two words about one address the lasting one counts, and is kept with the address`() async throws {
        let soft = "Final-Recipient: rfc822; ada@example.com\nAction: failed\nStatus: 4.2.2\n"
        let result = try await scene.take(report(after: soft))
        #expect(result.outcome == .suppressed && result.kind == .hard)
        let kept = try await suppression("ada@example.com")
        #expect(kept?.reason == .bounced && kept?.note == "5.1.1 there is no such address")
    }

    @Test(arguments: ["delayed", "delivered"])
    func `an address that is well is not held to what befell another`(action: String) async throws {
        let other = "Final-Recipient: rfc822; other@example.com\nAction: failed\nStatus: 5.1.1\n"
        #expect(try await scene.take(report(after: other, action: action)).outcome == .ignored)
        #expect(try await scene.actions().isEmpty)
    }

    @Test func `that another address took the mail is no failure`() async throws {
        let mail = BounceScene.report(to: scene.sender(of: scene.ada), recipient: "o@example.com", action: "delivered")
        #expect(try await scene.take(mail).outcome == .ignored)
    }

    @Test func `a Message-ID counts with its own message alone, however often it was sent anew`() async throws {
        let key = BounceScene.key(of: scene.ada)
        let other = Delivery.key(of: scene.ada.id, message: .sample("msg_other"))
        let again = scene.header(of: scene.ada).replacing("\(key)@", with: "\(key).2@")
        let soft = BounceScene.report(to: "bounces@market.example", status: "4.2.2", returned: again)
        #expect(try await scene.take(soft).delivery == scene.ada.id)
        let forged = scene.header(of: scene.ada).replacing(key, with: other)
        let hard = try await scene.take(BounceScene.report(to: "bounces@market.example", returned: forged))
        #expect(hard.outcome == .suppressed && hard.delivery == nil)
    }

    @Test func `what came back is shown in the order in which it came`() async throws {
        try await scene.take(BounceScene.report(to: scene.sender(of: scene.ada), status: "5.2.2"))
        scene.scene.clock.advance(by: .seconds(60))
        try await scene.take(BounceScene.report(to: scene.sender(of: scene.ada)))
        let shown = try await scene.scene.hub.show(scene.ada.id, to: HubScene.ada).document
        #expect(shown.items("bounces").compactMap { $0.text("kind") } == ["full", "hard"])
    }

    @Test func `an address that was let in again and fails again is taken off again`() async throws {
        let body = #"{"bounces": [{"address": "ada@example.com", "channel": "mail", "kind": "hard"}]}"#
        for _ in 0..<2 {
            #expect(try await scene.report(body).text("items/0/outcome") == "suppressed")
            #expect(try await suppression("ada@example.com")?.reason == .bounced)
            _ = try await scene.scene.hub.unsuppress("ada@example.com", on: .sample("mail"), by: HubScene.ada)
        }
        // What is told again is not recorded again; that the address was taken off is.
        #expect(try await scene.actions() == ["destination.bounced"])
        #expect(try await scene.scene.audit().count { $0.action == "destination.suppressed" } == 2)
    }

    @Test func `a delivery is told apart by its address and channel, in any spelling`() async throws {
        func item(_ rest: String) -> String { #"{"kind": "hard", "delivery": "\#(scene.ada.id)", \#(rest)}"# }
        let answer = try await scene.report(
            """
            {"bounces": [\(item(#""address": "ada@example.com", "channel": "mail-backup""#)),
             \(item(#""address": "ADA@Example.com", "channel": "mail""#))]}
            """
        )
        #expect(answer.items("items").compactMap { $0.text("outcome") } == ["ignored", "suppressed"])
    }

    @Test func `without a channel only those count from which something can come back`() async throws {
        _ = try await scene.scene.send(
            #"{"title": "T", "body": "b", "to": [{"channel": "hooks", "to": "ada@example.com"}]}"#
        )
        _ = try await scene.report(#"{"bounces": [{"address": "ada@example.com", "kind": "complaint"}]}"#)
        #expect(try await suppression("ada@example.com")?.reason == .complained)
        #expect(try await suppression("ada@example.com", on: "hooks") == nil)
    }

    @Test func `a passing failure is known on the channel where it was told, and new on another`() async throws {
        func told(_ channel: String) async throws -> String? {
            let item = #"{"address": "bo@example.com", "channel": "\#(channel)", "kind": "soft"}"#
            return try await scene.report(#"{"bounces": [\#(item)]}"#).text("items/0/outcome")
        }
        #expect(try await told("mail") == "recorded")
        #expect(try await told("mail") == "known")
        #expect(try await told("mail-backup") == "recorded")
    }

    @Test func `a list and an address have an end`() async throws {
        func items(_ count: Int, _ address: String = "zoe@example.com") -> String {
            let item = #"{"address": "\#(address)", "channel": "mail", "kind": "hard"}"#
            return #"{"bounces": [\#(Array(repeating: item, count: count).joined(separator: ","))]}"#
        }
        let tooMany = await #expect(throws: Fault.self) { _ = try await scene.report(items(501)) }
        #expect(tooMany?.context["where"] == "/bounces")
        #expect(try await scene.report(items(500)).items("items").count == 500)
        let tooLong = await #expect(throws: Fault.self) {
            _ = try await scene.report(items(1, String(repeating: "x", count: 2_049)))
        }
        #expect(tooLong?.context["where"] == "/bounces/0/address")
    }
}
