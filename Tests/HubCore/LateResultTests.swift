// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import ChannelKitTesting
import HubCore
import Outbox
import SQLiteStorage
import Testing

/// What an attempt came to is shown even where it was learned too late.
struct LateResultTests {
    private let scene: HubScene

    init() async throws { scene = try await HubScene() }

    @Test func `what is learned of an attempt after a restart is shown with it, and changes nothing`() async throws {
        _ = try await scene.send(#"{"title":"t","body":"b","to":[{"channel":"mail","to":"dee@example.com"}]}"#)
        let (epoch, claims) = try await scene.claim()
        let claim = try #require(claims.first)
        // Another run takes over, which cannot know what came of it.
        _ = try await scene.storage.ledger.open(node: "next", now: scene.clock.now, settling: { _ in .held })
        let finish = Finish(
            delivery: claim.delivery,
            attempt: claim.attempt,
            endedAt: scene.clock.now,
            outcome: .delivered(Receipt(id: "r1")),
            disposition: .delivered
        )
        let exchange = Exchange(epoch: epoch, now: scene.clock.now, finishes: [finish])
        #expect(try await scene.storage.ledger.exchange(exchange, admitting: { _ in .stop }).lost == [claim.delivery])

        let shown = try await scene.hub.show(claim.delivery, to: HubScene.ada).document
        #expect(shown.text("state") == "held")
        let attempt = try #require(shown.items("attempts").first)
        #expect(attempt.text("result") == "unknown")
        #expect(attempt.text("late/result") == "delivered")
        #expect(attempt.text("late/receipt/id") == "r1")
        #expect(attempt.text("late/at") == scene.clock.now.description)
    }

    @Test func `an attempt that ended in time has no such note`() async throws {
        _ = try await scene.send(#"{"title":"t","body":"b","to":[{"channel":"mail","to":"dee@example.com"}]}"#)
        let claim = try #require(try await scene.claim().claims.first)
        let shown = try await scene.hub.show(claim.delivery, to: HubScene.ada).document
        #expect(shown.items("attempts").count == 1)
        #expect(shown.items("attempts").first?["late"] == nil)
    }
}
