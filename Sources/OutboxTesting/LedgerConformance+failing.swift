// SPDX-License-Identifier: Apache-2.0

import Announcement
import ChannelKit
import Outbox

/// Counting what fails at a destination for good.
extension LedgerConformance {
    static let failing: [LedgerCheck] = [
        LedgerCheck("deliveries that a destination fails for good are counted until one arrives") { scene in
            var found: [FailingDestination] = []
            let ends: [(Disposition, AttemptOutcome)] = [
                (.dead, .failed(LedgerScene.gone)), (.expired, .failed(LedgerScene.refused)),
                (.delivered, .delivered(Receipt(id: "r1"))), (.dead, .failed(LedgerScene.refused)),
            ]
            for (index, end) in ends.enumerated() {
                let now = Int64(index) * 10
                try await scene.publish(at: now)
                guard let claim = try await scene.claim(at: now).first else { return scene.expect(false, "no claim") }
                let result = try await scene.finish(claim, as: end.0, end.1, blaming: true, at: now + 5)
                found += result.failing
                if end.0 == .delivered { scene.expect(result.failing.isEmpty, "an arrival is reported as failing") }
            }
            scene.expectEqual(found.map(\.failures), [1, 2, 1], "failures")
            scene.expectEqual(found.map(\.since), [5, 5, 35].map(LedgerScene.time), "since")
            scene.expectEqual(
                found.map(\.fault),
                [LedgerScene.gone, LedgerScene.refused, LedgerScene.refused],
                "how the latest ended"
            )
            scene.expectEqual(Set(found.map(\.destination)), [LedgerScene.ada], "destinations")
        },
        LedgerCheck("what is not the destination's fault, or not the end, is not counted") { scene in
            let ends: [(Disposition, AttemptOutcome, Bool)] = [
                (.dead, .failed(LedgerScene.refused), false),
                (.retry(at: LedgerScene.time(90_000), charged: true), .failed(LedgerScene.refused), true),
                (.held, .unknown(LedgerScene.untold), true),
            ]
            for end in ends {
                try await scene.publish(at: 0)
                guard let claim = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
                let result = try await scene.finish(claim, as: end.0, end.1, blaming: end.2, at: 2)
                scene.expect(result.failing.isEmpty, "reported after \(end.0)")
            }
        },
        LedgerCheck("a delivery that is rerouted for its destination's fault counts too") { scene in
            try await scene.publish(to: [LedgerScene.reachable], at: 0)
            guard let claim = try await scene.claim(at: 1).first else { return scene.expect(false, "no claim") }
            let result = try await scene.finish(
                claim,
                as: .dead,
                .failed(LedgerScene.gone),
                reroute: scene.step(to: LedgerScene.pager, at: 2),
                blaming: true,
                at: 2
            )
            scene.expectEqual(result.failing.map(\.id), [claim.destinationID], "failing")
            scene.expectEqual(result.failing.map(\.destination), [LedgerScene.reachable], "destination")
        },
        LedgerCheck("what a destination has failed is forgotten when it is released, once") { scene in
            try await LedgerConformance.fail(LedgerScene.ada, 3, at: 0, in: scene)
            try await scene.harness.hold(LedgerScene.ada, because: LedgerScene.gone, now: LedgerScene.time(50))
            for moment in [51, 52] as [Int64] { try await scene.publish(to: [LedgerScene.ada], at: moment) }
            try await LedgerConformance.release(1, at: 100, in: scene)
            // With what was released.
            let after = try await LedgerConformance.fail(LedgerScene.ada, 1, at: 110, in: scene)
            scene.expectEqual(after.map(\.failures), [2], "failures since the release")
            scene.expectEqual(after.map(\.since), [LedgerScene.time(111)], "since")
            // The rest of what was held is dealt with; what has failed since then counts on.
            try await LedgerConformance.release(10, at: 120, in: scene)
            let more = try await LedgerConformance.fail(LedgerScene.ada, 1, at: 130, in: scene)
            scene.expectEqual(more.map(\.failures), [4], "failures after the last page")
        },
        LedgerCheck("with a channel that is let go its destinations' failures are forgotten, and no other's") { scene in
            try await LedgerConformance.fail(LedgerScene.ada, 2, at: 0, in: scene)
            try await LedgerConformance.fail(LedgerScene.hook, 2, at: 20, in: scene)
            try await scene.harness.write { outbox throws(Fault) in
                try outbox.setHeld(LedgerScene.gone, channel: LedgerScene.ada.channel, now: LedgerScene.time(40))
            }
            let held = try await LedgerConformance.fail(LedgerScene.ada, 1, at: 50, in: scene)
            scene.expectEqual(held.map(\.failures), [3], "to be held forgets nothing")
            try await scene.harness.write { outbox throws(Fault) in
                try outbox.setHeld(nil, channel: LedgerScene.ada.channel, now: LedgerScene.time(60))
            }
            let mail = try await LedgerConformance.fail(LedgerScene.ada, 1, at: 70, in: scene)
            scene.expectEqual(mail.map(\.failures), [1], "failures on the channel")
            let hook = try await LedgerConformance.fail(LedgerScene.hook, 1, at: 80, in: scene)
            scene.expectEqual(hook.map(\.failures), [3], "failures on another channel")
        },
        LedgerCheck("each destination is reported once in an exchange, as it stands at its end") { scene in
            for _ in 0..<3 { try await scene.publish(to: [LedgerScene.ada, LedgerScene.bo], at: 0) }
            let claims = try await scene.claim(at: 1)
            let finishes = claims.map { claim in
                // The last word on the second destination is an arrival.
                let arrives = claim.destination == LedgerScene.bo && claim.message.text == "msg_3"
                return Finish(
                    delivery: claim.delivery,
                    attempt: 1,
                    endedAt: LedgerScene.time(2),
                    outcome: arrives ? .delivered(Receipt()) : .failed(LedgerScene.gone),
                    disposition: arrives ? .delivered : .dead,
                    blamesDestination: true
                )
            }
            let exchange = Exchange(epoch: scene.epoch, now: LedgerScene.time(3), finishes: finishes)
            let result = try await scene.harness.ledger.exchange(exchange) { _ in .stop }
            scene.expectEqual(result.failing.map(\.destination), [LedgerScene.ada], "destinations")
            scene.expectEqual(result.failing.map(\.failures), [3], "failures")
        },
    ]

    private static func release(_ limit: Int, at now: Int64, in scene: LedgerScene) async throws(Fault) {
        let expansion = try await scene.harness.release(
            LedgerScene.ada,
            .all,
            limit: limit,
            now: LedgerScene.time(now),
            planner: scene.planner
        )
        scene.expect(expansion != nil, "nothing to release")
    }

    /// Has messages to a destination come to a bad end by its fault, one after the other.
    ///
    /// - Returns: what the last exchange says of failing destinations.
    @discardableResult
    private static func fail(
        _ destination: Destination,
        _ count: Int,
        at start: Int64,
        in scene: LedgerScene
    ) async throws(Fault) -> [FailingDestination] {
        var failing: [FailingDestination] = []
        for index in 0..<Int64(count) {
            let published = try await scene.publish(to: [destination], at: start + index)
            let claims = try await scene.claim(at: start + index)
            scene.expect(!claims.isEmpty, "no claim of \(published.deliveries)")
            for claim in claims {
                failing =
                    try await scene.finish(
                        claim,
                        as: .dead,
                        .failed(LedgerScene.gone),
                        blaming: true,
                        at: start + index + 1
                    )
                    .failing
            }
        }
        return failing
    }
}
