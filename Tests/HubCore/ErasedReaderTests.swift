// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Outbox
import SQLiteStorage
import Testing

/// What the database's files still say of a reader who was erased: nothing.
struct ErasedReaderTests {
    private static let address = "zoe.reader@example.com"
    private let scene: HubScene

    init() async throws { scene = try await HubScene(offer: .sample) }

    private func isWritten(_ text: String) throws -> Bool {
        try databaseBytes(of: scene.database).contains { $0.holds(text) }
    }

    private func erase() async throws {
        let reply = try await scene.hub.eraseSubscriber(
            at: "Zoe.Reader@Example.com",
            on: .sample("mail"),
            by: HubScene.ada
        )
        #expect(reply.status == 200)
    }

    @Test func `who had confirmed and was written to is in no byte of the file or its log`() async throws {
        let token = try await scene.ask(#"{"to": "Zoe.Reader@Example.com", "components": ["checkout"]}"#)
        try await scene.attempt()
        _ = try await scene.hub.confirmSubscription(token)
        _ = try await scene.hub.confirmSubscription(try await scene.ask(#"{"to": "\#(Self.address)"}"#))
        try await scene.attempt()
        // A provider that repeats the address, first with a refusal and then with thanks.
        _ = try await scene.send(#"{"title": "T", "body": "b", "to": ["public"]}"#)
        try await scene.attempt { _ in
            (
                .failed(Fault(.providerUnavailable, "450 <\(Self.address)> later.")),
                .retry(at: scene.clock.now, charged: true)
            )
        }
        try await scene.attempt { _ in
            (.delivered(Receipt(id: "r-\(Self.address)", note: "To \(Self.address).")), .delivered)
        }
        // What the hub's people asked of it.
        let member = Array(#"{"channel": "mail", "to": "\#(Self.address)", "reader.name": "Zoe"}"#.utf8)
        let key = IdempotencyKey("k", of: HubScene.ada, request: member)
        _ = try await scene.hub.addMember(to: .sample("sellers"), member, by: HubScene.ada, idempotency: key)
        let recovery = try StartRecovery(json(#"{"destination": "\#(Self.address)"}"#))
        _ = try await scene.hub.recover(
            recovery,
            by: HubScene.ada,
            idempotency: IdempotencyKey("r", of: HubScene.ada, request: [1])
        )
        try await scene.suppress(Self.address, .bounced)
        try #expect(isWritten(Self.address) && isWritten(token))
        let before = try await scene.deliveries().items("items").count

        try await erase()
        try #expect(!isWritten(Self.address))
        try #expect(!isWritten(token))
        #expect(try await scene.questions().isEmpty)
        // What became of the message is still known.
        #expect(try await scene.deliveries().items("items").count == before - 2)
        let told = try #require(try await scene.deliveries().items("items").first)
        #expect(told.text("state") == "delivered" && told.text("to")?.hasPrefix("erased:") == true)
    }

    @Test(arguments: [false, true]) func `who was asked and never confirmed is in no byte of them either`(
        wasSent: Bool
    ) async throws {
        let token = try await scene.ask(#"{"to": "\#(Self.address)"}"#)
        if wasSent { try await scene.giveUp() }
        try #expect(isWritten(Self.address) && isWritten(token))
        try await erase()
        try #expect(!isWritten(Self.address))
        try #expect(!isWritten(token))
        // Nothing is left to be sent.
        #expect(try await scene.claim().claims.isEmpty)
    }

    @Test func `a question that is under way goes when it is over`() async throws {
        let token = try await scene.ask(#"{"to": "\#(Self.address)"}"#)
        let (epoch, claims) = try await scene.claim()
        try await erase()
        try #expect(!isWritten(Self.address) && isWritten(token))
        try await scene.finish(
            in: epoch,
            claims.map {
                Finish(
                    delivery: $0.delivery,
                    attempt: $0.attempt,
                    endedAt: scene.clock.now,
                    outcome: .delivered(Receipt()),
                    disposition: .delivered
                )
            }
        )
        let moment = scene.clock.now + .seconds(1)
        let forgotten = try await scene.storage.write { transaction throws(Fault) in
            try transaction.forget(transaction.unansweredQuestions(askedBefore: moment, after: nil, limit: 9))
        }
        #expect(forgotten == 1)
        try #expect(!isWritten(token))
    }

    @Test func `whose address ends like another keeps what is kept of it`() async throws {
        _ = try await scene.ask(#"{"to": "oe.reader@example.com"}"#)
        let member = Array(#"{"channel": "mail", "to": "\#(Self.address)"}"#.utf8)
        let key = IdempotencyKey("k", of: HubScene.ada, request: member)
        let first = try await scene.hub.addMember(to: .sample("sellers"), member, by: HubScene.ada, idempotency: key)
        _ = try await scene.hub.eraseSubscriber(
            at: "oe.reader@example.com",
            on: .sample("mail"),
            by: HubScene.ada
        )
        let again = try await scene.hub.addMember(to: .sample("sellers"), member, by: HubScene.ada, idempotency: key)
        #expect(again.body == first.body)
        try #expect(isWritten(Self.address))
    }
}
